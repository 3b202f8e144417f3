import { describe, expect, test } from '@jest/globals';
import {
  approves,
  byState,
  type Fake,
  fails,
  functionError,
  inTurn,
  machineArn,
  rejects,
  runMachine,
  startMachine,
  TaskError,
} from '../../../local/testing/index.ts';
import { INVOKE, machine, pass, task } from '../engine/machines.ts';

const token = `${INVOKE}.waitForTaskToken`;
const fakes = (fake: Fake) => ({ [INVOKE]: fake });
const two = machine({ A: task({ Next: 'B' }), B: task() });

describe('fakes', () => {
  test('by state answer each for its own', async () => {
    const run = await runMachine({ definition: two, fakes: fakes(byState({ A: () => 1, B: () => 2 })) });
    expect(run.output).toBe(2);
  });

  test('by state name the state that has none, whatever the machine catches', async () => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'B' }];
    const definition = machine({ A: task({ Catch, Next: 'B' }), B: task() });
    const { error, cause } = await runMachine({ definition, fakes: fakes(byState({ B: () => 2 })) });
    expect([error, cause]).toEqual(['States.Runtime', 'byState has no fake for the state A; it has some for B']);
  });

  test('in turn are used one after the other, the last one again and again', async () => {
    const three = machine({ A: task({ Next: 'B' }), B: task({ Next: 'C' }), C: task() });
    const run = await runMachine({
      definition: three,
      fakes: fakes(
        inTurn(
          () => 1,
          () => 2,
        ),
      ),
    });
    expect(run.calls.map(({ outcome }) => outcome)).toEqual([{ output: 1 }, { output: 2 }, { output: 2 }]);
  });

  test('fail under a name and a cause, a function as Lambda tells of it', async () => {
    const run = await runMachine({ definition: two, fakes: fakes(fails(functionError('OutOfStock', 'none left'))) });
    expect(run.error).toBe('OutOfStock');
    expect(JSON.parse(run.cause ?? '')).toMatchObject({ errorType: 'OutOfStock', errorMessage: 'none left' });
  });

  test('that are missing are named before anything runs', async () => {
    await expect(runMachine({ definition: two })).rejects.toThrow(/state A: Resource .*lambda:invoke is not supported/);
  });
});

describe('a task that waits for its token', () => {
  const asking = machine({ Ask: task({ Resource: token, TimeoutSeconds: 8 * 3600 }) });
  const ask = (fake: Fake) => runMachine({ definition: asking, fakes: fakes(fake) });

  test('is approved with an output', async () => {
    const run = await ask(approves({ afterHours: 7.5, output: { by: 'ada' } }));
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { by: 'ada' }, seconds: 27_000 });
  });

  test('is rejected with an error', async () => {
    const run = await ask(rejects({ afterHours: 1, error: new TaskError('Refused', 'too much') }));
    expect(run).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'too much', seconds: 3600 });
  });

  test('is over in time, also for whoever answers too late', async () => {
    const run = await ask(approves({ afterHours: 9 }));
    expect(run).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 8 * 3600 });
  });

  test('is told apart from one that does not', async () => {
    const run = await runMachine({ definition: two, fakes: fakes(approves()) });
    expect(run.cause).toBe(`A does not wait for a token: its Resource is ${INVOKE}`);
  });

  test('and is never answered leaves the run where it is', async () => {
    const definition = machine({ Look: pass({ Next: 'Ask' }), Ask: task({ Resource: token }) });
    const run = await runMachine({ definition, fakes: fakes(() => null) });
    expect(run).toMatchObject({ status: 'RUNNING', path: ['Look', 'Ask'] });
  });
});

describe('a run', () => {
  test('that waits for a function that never answers is told as it stands', async () => {
    const run = await runMachine({ definition: two, fakes: fakes((_, { sleep }) => sleep(Infinity).then(() => null)) });
    expect(run).toMatchObject({ status: 'RUNNING', path: ['A'], calls: [{ state: 'A', attempt: 1, at: 0 }] });
    expect(run.calls[0]).not.toHaveProperty('outcome');
  });

  test('goes on while something is still to come', async () => {
    const definition = machine({ Sleep: { Type: 'Wait', Seconds: 86_400, Next: 'A' }, A: task() });
    const slow: Fake = async () => {
      await new Promise((resolve) => void setImmediate(resolve));
      return 'real work';
    };
    expect(await runMachine({ definition, fakes: fakes(slow) })).toMatchObject({
      output: 'real work',
      seconds: 86_400,
    });
  });

  test('waits for what a fake does later, however long that really takes', async () => {
    const definition = machine({ Ask: task({ Resource: token }) });
    const run = await runMachine({
      definition,
      fakes: fakes((_, { after, engine, taskToken = '' }) => {
        after(60, async () => {
          for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
          await engine.sendTaskSuccess({ taskToken, output: '"late"' });
        });
        return null;
      }),
    });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: 'late', seconds: 60 });
  });

  test('has every call, with its attempt and its time', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 30 }];
    const run = await runMachine({
      definition: machine({ A: task({ Arguments: { n: 1 }, Retry, Next: 'B' }), B: task() }),
      fakes: fakes(inTurn(fails(new TaskError('Busy', 'later')), () => 1)),
    });
    const first = { state: 'A', resource: INVOKE, arguments: { n: 1 } };
    expect(run.callsOf('A')).toEqual([
      { ...first, attempt: 1, at: 0, outcome: { error: 'Busy', cause: 'later' } },
      { ...first, attempt: 2, at: 30, outcome: { output: 1 } },
    ]);
    expect(run.callsOf(({ at }) => at === 30).map(({ state }) => state)).toEqual(['A', 'B']);
  });

  test('has events by type, and each time that a state was entered', async () => {
    const Choices = [{ Condition: '{% $states.input < 3 %}', Next: 'Count' }];
    const Output = '{% $states.input + 1 %}';
    const states = { Count: pass({ Output, Next: 'Enough' }), Enough: { Type: 'Choice', Choices, Default: 'Done' } };
    const run = await runMachine({ definition: machine({ ...states, Done: { Type: 'Succeed' } }), input: 0 });
    expect(run.entered('Count').map(({ details }) => details['input'])).toEqual(['0', '1', '2']);
    expect(run.events('ChoiceStateExited')).toHaveLength(3);
  });

  test('knows the calls of the machines that it starts, and their ends', async () => {
    const StateMachineArn = machineArn('child');
    const Resource = 'arn:aws:states:::states:startExecution.sync:2';
    const Name = 'c1';
    const started = await startMachine({
      definition: machine({ Call: task({ Resource, Arguments: { StateMachineArn, Name } }) }),
      machines: { child: machine({ Work: task() }) },
      fakes: fakes(() => 'worked'),
    });
    const run = await started.ended;
    expect(run.callsOf('Work')).toHaveLength(1);
    const child = await started.endOf(`${StateMachineArn.replace('stateMachine', 'execution')}:${Name}`);
    expect(child).toMatchObject({ output: 'worked', path: ['Work'] });
  });

  test('that a test takes in hand can be looked at on its way', async () => {
    const { engine, executionArn, soFar, ended } = await startMachine({
      definition: machine({ Ask: task({ Resource: token }) }),
      fakes: fakes(() => null),
    });
    expect(soFar()).toMatchObject({ status: 'RUNNING', path: ['Ask'] });
    await engine.stopExecution({ executionArn });
    expect(await ended).toMatchObject({ status: 'ABORTED' });
  });
});
