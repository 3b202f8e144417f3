import type { JsonObject } from '../../../../local/engine/index.ts';
import { runMachine } from '../../../../local/testing/index.ts';
import { never, slow } from '../fakes.ts';
import { ASK, each, machine, parallel, pass, run, task, types, wait } from '../machines.ts';
import { rule } from './rule.ts';

const TASK = 'https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html#task-state-fields';
const NAMES =
  'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation';
const EXAMPLES =
  'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-examples';
const EVENTS = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html';
const MACHINE = 'https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html';

rule('A task that takes longer than TimeoutSeconds fails with States.Timeout', TASK, async () => {
  const { status, error, seconds } = await run({ Work: task({ TimeoutSeconds: 5 }) }, never);

  expect([status, error, seconds]).toEqual(['FAILED', 'States.Timeout', 5]);
});

rule('A task that ends within TimeoutSeconds is not touched', TASK, async () => {
  const { output, seconds } = await run({ Work: task({ TimeoutSeconds: 5, Arguments: 1 }) }, slow(4));

  expect([output, seconds]).toEqual([1, 4]);
});

rule('TimeoutSeconds may be an expression', TASK, async () => {
  const { error, seconds } = await run({ Work: task({ TimeoutSeconds: '{% $states.input.minutes * 60 %}' }) }, never, {
    minutes: 60,
  });

  expect([error, seconds]).toEqual(['States.Timeout', 3600]);
});

rule(
  'An expression for TimeoutSeconds that gives no positive whole number fails the task before it starts',
  TASK,
  async () => {
    for (const expression of ['0', '-1', '1.5', '"5"', '100000000']) {
      const result = await run({ Work: task({ TimeoutSeconds: `{% ${expression} %}` }) });

      expect([result.error, types(result)]).toEqual([
        'States.QueryEvaluationError',
        expect.not.arrayContaining(['TaskStarted']),
      ]);
    }
  },
);

rule('The history tells of a time-out as TaskTimedOut', EVENTS, async () => {
  const { history } = await run({ Ask: task({ Resource: ASK, TimeoutSeconds: 60 }) }, () => null);

  expect(history.slice(-3).map((it) => it.type)).toEqual(['TaskSubmitted', 'TaskTimedOut', 'ExecutionFailed']);
  expect(history.at(-2)?.details).toEqual({
    resourceType: 'lambda',
    resource: 'invoke.waitForTaskToken',
    error: 'States.Timeout',
  });
});

rule('The time-out of a task that is a function itself is LambdaFunctionTimedOut', EVENTS, async () => {
  const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:slow';
  const result = await run({ Work: task({ Resource, TimeoutSeconds: 5 }) }, never);

  expect(types(result).slice(2)).toEqual([
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionTimedOut',
    'ExecutionFailed',
  ]);
});

rule('A time-out is caught as States.Timeout', EXAMPLES, async () => {
  for (const name of ['States.Timeout', 'States.ALL']) {
    const Catch = [{ ErrorEquals: [name], Next: 'Caught' }];
    const { path } = await run({ Work: task({ TimeoutSeconds: 5, Catch }), Caught: pass() }, never);

    expect(path).toEqual(['Work', 'Caught']);
  }
});

rule('States.TaskFailed takes no time-out, neither to retry nor to catch', NAMES, async () => {
  const guards = {
    Retry: [{ ErrorEquals: ['States.TaskFailed'] }],
    Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Caught' }],
  };
  const { error, seconds } = await run({ Work: task({ TimeoutSeconds: 5, ...guards }), Caught: pass() }, never);

  expect([error, seconds]).toEqual(['States.Timeout', 5]);
});

rule('Each retry has the whole of TimeoutSeconds', EXAMPLES, async () => {
  const Retry = [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 2 }];
  const { error, seconds } = await run({ Work: task({ TimeoutSeconds: 10, Retry }) }, never);

  expect([error, seconds]).toEqual(['States.Timeout', 10 + 1 + 10 + 2 + 10]);
});

rule('What a call answers after its time-out is not taken for the answer of the next attempt', TASK, async () => {
  let attempts = 0;
  const Retry = [{ ErrorEquals: ['States.Timeout'] }];
  const { output, seconds } = await run({ Work: task({ TimeoutSeconds: 10, Retry }) }, async (_, { sleep }) => {
    attempts += 1;
    const mine = attempts;
    await sleep(mine === 1 ? 15 : 9);
    return mine;
  });

  expect([output, seconds]).toEqual([2, 10 + 1 + 9]);
});

rule('A function goes on after its task has timed out', TASK, async () => {
  const done: boolean[] = [];
  const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Rest' }];
  const { seconds } = await run({ Work: task({ TimeoutSeconds: 5, Catch }), Rest: wait(100) }, async (_, { sleep }) => {
    await sleep(60);
    done.push(true);
    return null;
  });

  expect([seconds, done]).toEqual([105, [true]]);
});

const limited = (states: Record<string, JsonObject>, TimeoutSeconds: number): JsonObject =>
  machine(states, { TimeoutSeconds });

rule('A machine that runs longer than its TimeoutSeconds ends TIMED_OUT with States.Timeout', MACHINE, async () => {
  const { status, error, seconds } = await runMachine({ definition: limited({ Sleep: wait(100) }, 60) });

  expect([status, error, seconds]).toEqual(['TIMED_OUT', 'States.Timeout', 60]);
});

rule('The machine’s TimeoutSeconds counts for all its states together', MACHINE, async () => {
  const states = { One: wait(40, { Next: 'Two' }), Two: wait(40) };
  const { status, seconds, path } = await runMachine({ definition: limited(states, 60) });

  expect([status, seconds, path]).toEqual(['TIMED_OUT', 60, ['One', 'Two']]);
});

rule('No Retry and no Catch inside takes the time-out of the whole machine', NAMES, async () => {
  const guards = { Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
  const definition = limited({ Work: task(guards), Caught: pass() }, 60);
  const { status, path } = await runMachine({ definition, fakes: { 'arn:aws:*': never } });

  expect([status, path]).toEqual(['TIMED_OUT', ['Work']]);
});

rule(
  'The time-out of the machine cuts off all that is under way, with ExecutionTimedOut at the end',
  EVENTS,
  async () => {
    const states = { Both: parallel([{ Sleep: wait(100) }, { Each: each([1], { Nap: wait(100) }) }]) };
    const result = await runMachine({ definition: limited(states, 60) });

    expect(types(result).slice(-6)).toEqual([
      'WaitStateAborted',
      'WaitStateAborted',
      'MapIterationAborted',
      'MapStateAborted',
      'ParallelStateAborted',
      'ExecutionTimedOut',
    ]);
  },
);
