import { runMachine } from '../../../../local/testing/index.ts';
import { failing, refusing, slow } from '../fakes.ts';
import { machine, parallel, pass, run, task, types, wait } from '../machines.ts';
import { rule } from './rule.ts';

const PARALLEL = 'https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html';
const SPECIFICATION = 'https://states-language.net/spec.html#parallel-state';
const EVENTS = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html';

rule('A Parallel’s results stand in the order of its branches, whichever ends first', SPECIFICATION, async () => {
  const { output } = await run({
    Both: parallel([{ Slow: wait(20, { Output: 'first' }) }, { Fast: wait(10, { Output: 'second' }) }]),
  });

  expect(output).toEqual(['first', 'second']);
});

rule('Branches run side by side, and the Parallel lasts as long as the longest', PARALLEL, async () => {
  const { seconds } = await run({ Both: parallel([{ Slow: wait(20) }, { Fast: wait(10) }]) });

  expect(seconds).toBe(20);
});

rule('Every branch gets the state’s input where there are no Arguments', SPECIFICATION, async () => {
  const { output } = await run({ Both: parallel([{ One: pass() }, { Two: pass() }]) }, undefined, [3, 2]);

  expect(output).toEqual([
    [3, 2],
    [3, 2],
  ]);
});

rule('Arguments take the place of the input of every branch', SPECIFICATION, async () => {
  const Arguments = { twice: '{% $states.input.n * 2 %}' };
  const { output } = await run({ Both: parallel([{ One: pass() }, { Two: pass() }], { Arguments }) }, undefined, {
    n: 4,
  });

  expect(output).toEqual([{ twice: 8 }, { twice: 8 }]);
});

rule('A branch that fails fails the whole Parallel with its own error and cause', PARALLEL, async () => {
  const { status, error, cause } = await run({
    Both: parallel([{ Fine: pass() }, { Broken: { Type: 'Fail', Error: 'Broken', Cause: 'by design' } }]),
  });

  expect([status, error, cause]).toEqual(['FAILED', 'Broken', 'by design']);
});

rule('When a branch fails, the others are cut off at once', SPECIFICATION, async () => {
  const branches = [{ Work: task({ Arguments: 'long' }) }, { Break: task({ Arguments: 'bad' }) }];
  const { seconds, history } = await run({ Both: parallel(branches) }, (args, context) =>
    args === 'bad' ? refusing('bad')(args, context) : slow(60)(args, context),
  );

  expect([seconds, history.slice(-4).map((it) => it.type)]).toEqual([
    0,
    ['TaskFailed', 'TaskStateAborted', 'ParallelStateFailed', 'ExecutionFailed'],
  ]);
});

rule('A branch that was waiting does not go on after another failed', SPECIFICATION, async () => {
  const branches = [
    { Sleep: wait(10, { Next: 'Never' }), Never: pass() },
    { Late: wait(5, { Next: 'Fail' }), Fail: { Type: 'Fail' } },
  ];
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Rest' }];
  const { path, seconds } = await run({ Both: parallel(branches, { Catch }), Rest: wait(60) });

  expect([path, seconds]).toEqual([['Both', 'Sleep', 'Late', 'Fail', 'Rest'], 65]);
});

rule('A Fail state in a branch fails the Parallel, whose catcher can still save the execution', PARALLEL, async () => {
  const Catch = [{ ErrorEquals: ['Broken'], Next: 'Repair' }];
  const branch = { Break: { Type: 'Fail', Error: 'Broken', Cause: 'by design' } };
  const { status, output } = await run({ Both: parallel([branch], { Catch }), Repair: pass() });

  expect([status, output]).toEqual(['SUCCEEDED', { Error: 'Broken', Cause: 'by design' }]);
});

rule('A Succeed state in a branch ends that branch only', SPECIFICATION, async () => {
  const { output, path } = await run({
    Both: parallel([{ Done: { Type: 'Succeed', Output: 1 } }, { Sleep: wait(5, { Output: 2 }) }], { Next: 'After' }),
    After: pass(),
  });

  expect([output, path]).toEqual([
    [1, 2],
    ['Both', 'Done', 'Sleep', 'After'],
  ]);
});

rule('An error that a branch catches itself leaves the Parallel untouched', PARALLEL, async () => {
  const Catch = [{ ErrorEquals: ['Busy'], Next: 'Repair', Output: 'repaired' }];
  const { output } = await run(
    { Both: parallel([{ Work: task({ Catch }), Repair: pass() }, { Fine: pass({ Output: 'fine' }) }]) },
    failing(1),
  );

  expect(output).toEqual(['repaired', 'fine']);
});

rule('Retry of a Parallel runs all branches again, also those that had succeeded', PARALLEL, async () => {
  const calls: unknown[] = [];
  const Retry = [{ ErrorEquals: ['Refused'], MaxAttempts: 1, IntervalSeconds: 7 }];
  const branches = [
    { Good: task({ Arguments: 'good' }) },
    { Bad: wait(1, { Next: 'Break' }), Break: task({ Arguments: 'bad' }) },
  ];
  const { output, seconds } = await run({ Both: parallel(branches, { Retry }) }, (args, context) => {
    calls.push(args);
    return calls.length === 2 ? refusing('bad')(args, context) : args;
  });

  expect([calls, output, seconds]).toEqual([['good', 'bad', 'good', 'bad'], ['good', 'bad'], 1 + 7 + 1]);
});

rule('Output of a Parallel makes what it likes of the list of results', SPECIFICATION, async () => {
  const Output = { sum: '{% $sum($states.result) %}', input: '{% $states.input.n %}' };
  const { output } = await run(
    { Both: parallel([{ One: pass({ Output: 1 }) }, { Two: pass({ Output: 2 }) }], { Output }) },
    undefined,
    { n: 9 },
  );

  expect(output).toEqual({ sum: 3, input: 9 });
});

rule('Assign of a Parallel keeps its results for the states after it', PARALLEL, async () => {
  const { output } = await run({
    Both: parallel([{ One: pass({ Output: 1 }) }], {
      Assign: { kept: '{% $states.result %}' },
      Output: 0,
      Next: 'Look',
    }),
    Look: pass({ Output: { kept: '{% $kept %}', input: '{% $states.input %}' } }),
  });

  expect(output).toEqual({ kept: [1], input: 0 });
});

rule('A Parallel in a branch gives a list within the list', SPECIFICATION, async () => {
  const inner = parallel([{ One: pass({ Output: 1 }) }, { Two: pass({ Output: 2 }) }]);

  expect((await run({ Outer: parallel([{ Inner: inner }, { Three: pass({ Output: 3 }) }]) })).output).toEqual([
    [1, 2],
    3,
  ]);
});

rule('The history tells when a Parallel started, succeeded and was left', EVENTS, async () => {
  const result = await run({ Both: parallel([{ One: pass() }]) });

  expect(types(result)).toEqual([
    'ExecutionStarted',
    'ParallelStateEntered',
    'ParallelStateStarted',
    'PassStateEntered',
    'PassStateExited',
    'ParallelStateSucceeded',
    'ParallelStateExited',
    'ExecutionSucceeded',
  ]);
});

rule('States of a branch go on to states of that branch only', SPECIFICATION, async () => {
  const outwards = machine({ Both: parallel([{ One: pass({ Next: 'After' }) }], { Next: 'After' }), After: pass() });
  const inwards = machine({ Before: pass({ Next: 'One' }), Both: parallel([{ One: pass() }]) });

  await expect(runMachine({ definition: outwards })).rejects.toThrow('state One: goes on to After');
  await expect(runMachine({ definition: inwards })).rejects.toThrow('state Before: goes on to One');
});
