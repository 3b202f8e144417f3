import { runMachine } from '../../../local/testing/index.ts';
import { machine, pass, run, start, task } from './machines.ts';

// https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
describe('limits', () => {
  it('refuse a state’s output over 262,144 bytes of UTF-8, which States.ALL does not catch', async () => {
    const caught = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] };
    const { error } = await run({ Big: task(caught), Caught: pass() }, () => 'ü'.repeat(131_072));

    expect(error).toBe('States.DataLimitExceeded');
  });

  it('catch it under its own name', async () => {
    const caught = { Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Caught' }] };
    const { path } = await run({ Big: task(caught), Caught: pass() }, () => 'x'.repeat(262_143));

    expect(path).toEqual(['Big', 'Caught']);
  });

  it('end an execution at 25,000 events', async () => {
    const { error, cause, history } = await run({ On: pass({ Next: 'And on' }), 'And on': pass({ Next: 'On' }) });

    expect([error, cause]).toEqual([
      'States.Runtime',
      'The execution reached the maximum number of history events (25000).',
    ]);
    expect([history.length, history.at(-1)?.id, history.at(-1)?.type]).toEqual([25_000, 25_000, 'ExecutionFailed']);
  });

  it('end an execution after the machine’s TimeoutSeconds', async () => {
    const definition = machine({ Sleep: { Type: 'Wait', Seconds: 100, End: true } }, { TimeoutSeconds: 60 });
    const { status, error, seconds, history } = await runMachine({ definition });

    expect([status, error, seconds]).toEqual(['TIMED_OUT', 'States.Timeout', 60]);
    expect(history.slice(-2).map((it) => it.type)).toEqual(['WaitStateAborted', 'ExecutionTimedOut']);
  });
});

describe('stopping', () => {
  it('ends the execution while its function goes on', async () => {
    const { engine, executionArn, ended } = await start({ Work: task() }, async (_, context) => {
      context.after(5, () => context.engine.stopExecution({ executionArn: context.executionArn, error: 'Enough' }));
      await context.sleep(60);
      return null;
    });

    const { status, error, history, seconds } = await ended;

    expect([status, error, seconds]).toEqual(['ABORTED', 'Enough', 5]);
    expect(history.slice(-2).map((it) => it.type)).toEqual(['TaskStateAborted', 'ExecutionAborted']);
    expect(engine.describeExecution(executionArn).status).toBe('ABORTED');
  });
});
