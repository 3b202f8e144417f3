import type { JsonObject } from '../../../../local/engine/index.ts';
import { runMachine, type Fake } from '../../../../local/testing/index.ts';
import { answering, outcome } from '../fakes.ts';
import { ASK, machine, pass, run, task, types, type States } from '../machines.ts';
import { rule } from './rule.ts';

const TASK = 'https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html#task-state-fields';
const NAMES =
  'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation';
const CALLBACK = 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#wait-token-hearbeat';
const HEARTBEAT = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskHeartbeat.html';

const asking = (more: JsonObject): States => ({ Ask: task({ Resource: ASK, ...more }), Silent: pass() });

/** Sends heartbeats at these seconds, and an answer never. */
const beating =
  (...seconds: readonly number[]): Fake =>
  (_, { after, engine, taskToken = '' }) => {
    for (const it of seconds) after(it, () => outcome(engine.sendTaskHeartbeat({ taskToken })));
    return null;
  };

rule('A task without a heartbeat for HeartbeatSeconds fails with States.Timeout', CALLBACK, async () => {
  const { error, seconds } = await run(asking({ HeartbeatSeconds: 30 }), beating());

  expect([error, seconds]).toEqual(['States.Timeout', 30]);
});

rule('Each SendTaskHeartbeat starts the interval anew', HEARTBEAT, async () => {
  const { error, seconds } = await run(asking({ HeartbeatSeconds: 30 }), beating(20, 45));

  expect([error, seconds]).toEqual(['States.Timeout', 45 + 30]);
});

rule('Heartbeats do not prolong TimeoutSeconds', HEARTBEAT, async () => {
  const { error, seconds } = await run(asking({ TimeoutSeconds: 50, HeartbeatSeconds: 30 }), beating(20, 40));

  expect([error, seconds]).toEqual(['States.Timeout', 50]);
});

rule('A missed heartbeat is caught as States.HeartbeatTimeout', NAMES, async () => {
  const Catch = [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silent' }];
  const { path } = await run(asking({ HeartbeatSeconds: 30, Catch }), beating());

  expect(path).toEqual(['Ask', 'Silent']);
});

rule('A missed heartbeat is caught as States.Timeout too', NAMES, async () => {
  const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Silent' }];
  const { path } = await run(asking({ HeartbeatSeconds: 30, Catch }), beating());

  expect(path).toEqual(['Ask', 'Silent']);
});

rule('States.HeartbeatTimeout takes no time-out of the whole task', NAMES, async () => {
  const Catch = [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silent' }];
  const { error, path } = await run(asking({ TimeoutSeconds: 50, HeartbeatSeconds: 30, Catch }), beating(25, 45));

  expect([error, path]).toEqual(['States.Timeout', ['Ask']]);
});

rule(
  'A missed heartbeat is retried under States.HeartbeatTimeout, with a whole interval each time',
  NAMES,
  async () => {
    const Retry = [{ ErrorEquals: ['States.HeartbeatTimeout'], MaxAttempts: 1 }];
    const { error, seconds } = await run(asking({ HeartbeatSeconds: 30, Retry }), beating(10));

    expect([error, seconds]).toEqual(['States.Timeout', 40 + 1 + 40]);
  },
);

rule('States.TaskFailed takes no missed heartbeat', NAMES, async () => {
  const Catch = [{ ErrorEquals: ['States.TaskFailed'], Next: 'Silent' }];

  expect((await run(asking({ HeartbeatSeconds: 30, Catch }), beating())).error).toBe('States.Timeout');
});

rule('The history has nothing of a heartbeat, and TaskTimedOut of a missed one', HEARTBEAT, async () => {
  expect(types(await run(asking({ HeartbeatSeconds: 30 }), beating(20))).slice(2)).toEqual([
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskTimedOut',
    'ExecutionFailed',
  ]);
});

rule('A heartbeat for a task without HeartbeatSeconds is taken and changes nothing', HEARTBEAT, async () => {
  const taken: Promise<string>[] = [];
  const { output, seconds } = await run({ Ask: task({ Resource: ASK }) }, (args, context) => {
    context.after(10, () =>
      taken.push(outcome(context.engine.sendTaskHeartbeat({ taskToken: context.taskToken ?? '' }))),
    );
    return answering(100, 'late but well')(args, context);
  });

  expect([output, seconds, await Promise.all(taken)]).toEqual(['late but well', 100, ['taken']]);
});

rule('A heartbeat for a task that has ended is refused with TaskTimedOut', HEARTBEAT, async () => {
  const late: Promise<string>[] = [];
  const states = { Ask: task({ Resource: ASK, Next: 'Rest' }), Rest: { Type: 'Wait', Seconds: 60, End: true } };
  await run(states, (args, context) => {
    context.after(20, () =>
      late.push(outcome(context.engine.sendTaskHeartbeat({ taskToken: context.taskToken ?? '' }))),
    );
    return answering(10, 'done')(args, context);
  });

  expect(await Promise.all(late)).toEqual(['TaskTimedOut']);
});

rule('HeartbeatSeconds may be an expression, of a positive whole number', TASK, async () => {
  const good = await run(asking({ HeartbeatSeconds: '{% 5 * 6 %}' }), beating());
  const bad = await run(asking({ HeartbeatSeconds: '{% 0 %}' }), beating());

  expect([good.seconds, bad.error]).toEqual([30, 'States.QueryEvaluationError']);
});

rule('HeartbeatSeconds has to be less than TimeoutSeconds', TASK, async () => {
  const loading = (HeartbeatSeconds: number): Promise<unknown> =>
    runMachine({
      definition: machine(asking({ TimeoutSeconds: 30, HeartbeatSeconds })),
      fakes: { 'arn:aws:*': beating() },
    });

  await expect(loading(29)).resolves.toMatchObject({ error: 'States.Timeout' });
  await expect(loading(30)).rejects.toThrow('HeartbeatSeconds must be less than TimeoutSeconds');
});
