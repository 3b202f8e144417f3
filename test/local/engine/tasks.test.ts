import type { Json } from '../../../local/engine/index.ts';
import { TaskError, type Fake } from '../../../local/testing/index.ts';
import { INVOKE, pass, run, task, types } from './machines.ts';

/** A function that never answers. */
const never: Fake = async (_, { sleep }) => {
  await sleep(Infinity);
  return null;
};

/** Fails so many times, then answers. */
function failing(times: number, error = 'Busy'): () => Json {
  let left = times;
  return () => {
    left -= 1;
    if (left >= 0) throw new TaskError(error, `${left} left`);
    return 'done';
  };
}

// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
describe('Retry', () => {
  const retrying = (retrier: Record<string, Json>) => ({
    Work: task({ Retry: [{ ErrorEquals: ['Busy'], ...retrier }] }),
  });

  it('waits IntervalSeconds, then BackoffRate times as long each time', async () => {
    const { output, seconds } = await run(retrying({ IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3 }), failing(3));

    expect([output, seconds]).toEqual(['done', 2 + 6 + 18]);
  });

  it('waits no longer than MaxDelaySeconds', async () => {
    const { seconds } = await run(
      retrying({ IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3, MaxDelaySeconds: 5 }),
      failing(3),
    );

    expect(seconds).toBe(2 + 5 + 5);
  });

  it('waits anything up to the delay with full jitter, the same for the same seed', async () => {
    const jitter = () => run(retrying({ IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' }), failing(1));
    const { seconds } = await jitter();

    expect(seconds).toBeLessThan(100);
    expect((await jitter()).seconds).toBe(seconds);
  });

  it('tries three times more when nothing else is said, and never with MaxAttempts 0', async () => {
    expect((await run(retrying({}), failing(3))).status).toBe('SUCCEEDED');
    expect((await run(retrying({}), failing(4))).error).toBe('Busy');
    expect((await run(retrying({ MaxAttempts: 0 }), failing(1))).error).toBe('Busy');
  });

  it('counts each retrier apart, and evaluates the arguments anew', async () => {
    const seen: Json[] = [];
    const errors = ['A', 'B', 'A'];
    const Retry = ['A', 'B'].map((it) => ({ ErrorEquals: [it], MaxAttempts: 1 }));
    const { error } = await run(
      { Work: task({ Retry, Arguments: '{% $states.context.State.RetryCount %}' }) },
      (args) => {
        seen.push(args);
        throw new TaskError(errors[seen.length - 1] ?? 'none');
      },
    );

    expect([error, seen]).toEqual(['A', [0, 1, 2]]);
  });

  it('does not take States.Timeout for States.TaskFailed', async () => {
    const Retry = [{ ErrorEquals: ['States.TaskFailed'] }];
    const { error, seconds } = await run({ Work: task({ TimeoutSeconds: 5, Retry }) }, never);

    expect([error, seconds]).toEqual(['States.Timeout', 5]);
  });

  it('begins anew whenever the state is entered', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 1, IntervalSeconds: 1 }];
    const rounds: Json[] = [];
    const Choices = [{ Condition: '{% $states.input = 2 %}', Next: 'Done' }];
    const states = { Work: task({ Arguments: '{% $states.context.State.RetryCount %}', Retry, Next: 'Twice' }) };
    const { status } = await run(
      { ...states, Twice: { Type: 'Choice', Choices, Default: 'Work' }, Done: pass() },
      (args) => {
        rounds.push(args);
        if (rounds.length % 2 === 1) throw new TaskError('Busy');
        return rounds.length / 2;
      },
    );

    expect([status, rounds]).toEqual(['SUCCEEDED', [0, 1, 0, 1]]);
  });
});

describe('Catch', () => {
  it('goes on with the error as output when it says none', async () => {
    const { output, path } = await run(
      { Work: task({ Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Repair' }] }), Repair: pass() },
      failing(1),
    );

    expect([path, output]).toEqual([['Work', 'Repair'], { Error: 'Busy', Cause: '0 left' }]);
  });

  it('never catches States.Runtime', async () => {
    const branch = {
      StartAt: 'Choose',
      States: { Choose: { Type: 'Choice', Choices: [{ Condition: false, Next: 'No' }] }, No: pass() },
    };
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const { error } = await run({ Both: { Type: 'Parallel', Branches: [branch], Catch, End: true }, Caught: pass() });

    expect(error).toBe('States.Runtime');
  });

  it('catches an expression that failed', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }];
    const { path } = await run({ Work: task({ Output: '{% $nothing %}', Catch }), Caught: pass() });

    expect(path).toEqual(['Work', 'Caught']);
  });

  it('retries and catches a whole Parallel', async () => {
    const branch = { StartAt: 'Work', States: { Work: task() } };
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 1 }];
    const { output, path } = await run(
      { Both: { Type: 'Parallel', Branches: [branch], Retry, End: true } },
      failing(1),
    );

    expect([path, output]).toEqual([['Both', 'Work', 'Work'], ['done']]);
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
describe('time-outs', () => {
  const token = `${INVOKE}.waitForTaskToken`;

  it('end a task that waits for its token with States.Timeout', async () => {
    const result = await run({ Ask: task({ Resource: token, TimeoutSeconds: '{% 60 * 60 %}' }) }, () => null);

    expect([result.error, result.seconds]).toEqual(['States.Timeout', 3600]);
    expect(types(result).slice(-3)).toEqual(['TaskSubmitted', 'TaskTimedOut', 'ExecutionFailed']);
  });

  it('let Catch tell a missed heartbeat from a time-out', async () => {
    const Catch = [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silent' }];
    const states = { Ask: task({ Resource: token, TimeoutSeconds: 600, HeartbeatSeconds: 30, Catch }), Silent: pass() };
    const { path, seconds } = await run(states, (_, { after, engine, taskToken = '' }) => {
      after(20, () => engine.sendTaskHeartbeat({ taskToken }));
      return null;
    });

    expect([path, seconds]).toEqual([['Ask', 'Silent'], 50]);
  });

  it('take no notice of what an earlier attempt’s function answers', async () => {
    let attempts = 0;
    const Retry = [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }];
    const { output, seconds } = await run({ Work: task({ TimeoutSeconds: 10, Retry }) }, async (_, { sleep }) => {
      attempts += 1;
      const mine = attempts;
      await sleep(mine === 1 ? 15 : 9);
      return mine;
    });

    expect([output, seconds]).toEqual([2, 10 + 1 + 9]);
  });

  it('take no notice of an answer that comes late', async () => {
    const late: string[] = [];
    const states = {
      Ask: task({ Resource: token, TimeoutSeconds: 10, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Sleep' }] }),
    };
    const { path } = await run(
      { ...states, Sleep: { Type: 'Wait', Seconds: 100, End: true } },
      (_, { after, engine, taskToken = '' }) => {
        after(20, () =>
          engine.sendTaskSuccess({ taskToken, output: '1' }).catch((error: Error) => late.push(error.name)),
        );
        return null;
      },
    );

    expect([path, late]).toEqual([['Ask', 'Sleep'], ['TaskTimedOut']]);
  });

  it('end a function that takes too long, which goes on', async () => {
    let finished = 0;
    const states = { Work: task({ TimeoutSeconds: 5, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Sleep' }] }) };
    const { path, seconds } = await run(
      { ...states, Sleep: { Type: 'Wait', Seconds: 100, End: true } },
      async (_, { sleep }) => {
        await sleep(60);
        finished += 1;
        return null;
      },
    );

    expect([path, seconds, finished]).toEqual([['Work', 'Sleep'], 105, 1]);
  });
});
