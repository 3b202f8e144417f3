import type { Json, JsonObject } from '../../../../local/engine/index.ts';
import { startMachine, type Fake, type MachineRun, type StartedMachine } from '../../../../local/testing/index.ts';
import { never, outcome } from '../fakes.ts';
import { each, INVOKE, machine, parallel, pass, start, task, types, wait } from '../machines.ts';
import { rule } from './rule.ts';

const STOP = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html';
const DESCRIBE = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html';
const EVENTS = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html';

/** Stops an execution five seconds after it called the function, which then goes on as the fake does. */
async function stopping(
  states: Record<string, JsonObject>,
  reason: { error?: string; cause?: string } = {},
  fake: Fake = never,
): Promise<MachineRun & StartedMachine> {
  const started = await start(states, (args, context) => {
    context.after(5, () => context.engine.stopExecution({ executionArn: context.executionArn, ...reason }));
    return fake(args, context);
  });
  return { ...started, ...(await started.ended) };
}

rule('A stopped execution is ABORTED with the error and cause of whoever stopped it', STOP, async () => {
  const { status, error, cause, seconds } = await stopping({ Work: task() }, { error: 'Enough', cause: 'by hand' });

  expect([status, error, cause, seconds]).toEqual(['ABORTED', 'Enough', 'by hand', 5]);
});

rule('Stopping needs neither error nor cause', STOP, async () => {
  const { status, error, cause } = await stopping({ Work: task() });

  expect([status, error, cause]).toEqual(['ABORTED', undefined, undefined]);
});

rule('A stopped execution has no output', DESCRIBE, async () => {
  const { output, engine, executionArn } = await stopping({ Work: task() });

  expect([output, 'output' in engine.describeExecution(executionArn)]).toEqual([undefined, false]);
});

rule('The history of a stopped execution ends with ExecutionAborted and the reason', EVENTS, async () => {
  const { history } = await stopping({ Work: task() }, { error: 'Enough', cause: 'by hand' });

  expect(history.slice(-2).map((it) => [it.type, it.details])).toEqual([
    ['TaskStateAborted', {}],
    ['ExecutionAborted', { error: 'Enough', cause: 'by hand' }],
  ]);
});

rule('Stopping cuts off every branch and iteration that is under way', EVENTS, async () => {
  const states = { Both: parallel([{ Work: task() }, { Each: each([1, 2], { Nap: wait(60) }) }]) };

  expect(types(await stopping(states)).slice(-8)).toEqual([
    'TaskStateAborted',
    'WaitStateAborted',
    'MapIterationAborted',
    'WaitStateAborted',
    'MapIterationAborted',
    'MapStateAborted',
    'ParallelStateAborted',
    'ExecutionAborted',
  ]);
});

rule('No catcher takes a stop', STOP, async () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
  const { status, path } = await stopping({ Work: task({ Catch }), Caught: pass() });

  expect([status, path]).toEqual(['ABORTED', ['Work']]);
});

rule('An execution can be stopped between two attempts', STOP, async () => {
  const calls: Json[] = [];
  const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100 }];
  const { status, seconds } = await stopping({ Work: task({ Retry }) }, {}, (args) => {
    calls.push(args);
    throw new Error('busy');
  });

  expect([status, seconds, calls.length]).toEqual(['ABORTED', 5, 1]);
});

rule('A function that was called goes on after the stop, and what it answers changes nothing', STOP, async () => {
  const done: boolean[] = [];
  const { status, engine, executionArn, clock } = await stopping({ Work: task() }, {}, async (_, { sleep }) => {
    await sleep(60);
    done.push(true);
    return 'too late';
  });
  await new Promise<void>((resolve) => clock.setTimer(clock.now() + 120_000, resolve));

  expect([status, done]).toEqual(['ABORTED', [true]]);
  expect(engine.describeExecution(executionArn)).toMatchObject({ status: 'ABORTED' });
});

rule('Stopping an execution that has ended changes nothing and tells when it ended', STOP, async () => {
  const { engine, executionArn, clock, ended } = await startMachine({
    definition: machine({ Nap: wait(7) }),
    fakes: { [INVOKE]: never },
  });
  await ended;
  await new Promise<void>((resolve) => clock.setTimer(clock.now() + 60_000, resolve));
  const { stopDate } = await engine.stopExecution({ executionArn, error: 'Late' });

  expect(stopDate).toBe(Date.UTC(2026, 0, 1, 0, 0, 7));
  expect(engine.describeExecution(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{}' });
});

rule('Stopping an execution that there is not is refused with ExecutionDoesNotExist', STOP, async () => {
  const { engine, executionArn, ended } = await start({ Only: pass() });
  await ended;

  expect(await outcome(engine.stopExecution({ executionArn: `${executionArn}-other` }))).toBe('ExecutionDoesNotExist');
});
