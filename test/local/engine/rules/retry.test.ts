import type { Json, JsonObject } from '../../../../local/engine/index.ts';
import { runMachine, TaskError } from '../../../../local/testing/index.ts';
import { failing, raising } from '../fakes.ts';
import { INVOKE, machine, parallel, pass, run, task, types, type States } from '../machines.ts';
import { rule } from './rule.ts';

const ERRORS = 'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html';
const RETRY = `${ERRORS}#error-handling-retrying-after-an-error`;
const NAMES = `${ERRORS}#error-handling-error-representation`;
const EVENTS = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html';
const EXPRESSIONS =
  'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#handling-errors-jsonata-expressions';
const SPECIFICATION = 'https://states-language.net/spec.html#retrying-after-error';

/** A task with these retriers; the first one names Busy unless it says otherwise. */
const retrying = (...retriers: JsonObject[]): States => ({
  Work: task({ Retry: retriers.map((it) => ({ ErrorEquals: ['Busy'], ...it })) }),
});

rule('The first retry comes after IntervalSeconds, each further one BackoffRate times as late', RETRY, async () => {
  const { output, seconds } = await run(retrying({ IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3 }), failing(3));

  expect([output, seconds]).toEqual(['done', 2 + 6 + 18]);
});

rule('A retrier that says nothing else waits one, two and four seconds', RETRY, async () => {
  const { output, seconds } = await run(retrying({}), failing(3));

  expect([output, seconds]).toEqual(['done', 1 + 2 + 4]);
});

rule('BackoffRate 1 keeps the interval as it is, and a fraction makes fractions of it', RETRY, async () => {
  const even = await run(retrying({ IntervalSeconds: 3, BackoffRate: 1 }), failing(3));
  const slower = await run(retrying({ IntervalSeconds: 3, BackoffRate: 1.5, MaxAttempts: 2 }), failing(2));

  expect([even.seconds, slower.seconds]).toEqual([9, 3 + 4.5]);
});

rule('No interval grows over MaxDelaySeconds', `${ERRORS}#retrymaxdelayseconds`, async () => {
  const { seconds } = await run(retrying({ IntervalSeconds: 3, BackoffRate: 2, MaxDelaySeconds: 5 }), failing(3));

  expect(seconds).toBe(3 + 5 + 5);
});

rule('Without MaxAttempts there are three retries', RETRY, async () => {
  expect((await run(retrying({}), failing(3))).status).toBe('SUCCEEDED');
  expect((await run(retrying({}), failing(4))).error).toBe('Busy');
});

rule('MaxAttempts counts retries, not the first attempt', RETRY, async () => {
  expect((await run(retrying({ MaxAttempts: 1 }), failing(1))).status).toBe('SUCCEEDED');
  expect((await run(retrying({ MaxAttempts: 1 }), failing(2))).error).toBe('Busy');
});

rule('MaxAttempts 0 never retries, even when a later retrier would', RETRY, async () => {
  const { error, seconds } = await run(retrying({ MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }), failing(1));

  expect([error, seconds]).toEqual(['Busy', 0]);
});

rule('JitterStrategy FULL waits anything from nothing to the interval', RETRY, async () => {
  const definition = machine(retrying({ IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' }));
  const waits = await Promise.all(
    Array.from({ length: 20 }, async (_, seed) => {
      const { seconds } = await runMachine({ definition, seed, fakes: { [INVOKE]: failing(1) } });
      return seconds;
    }),
  );

  expect(waits.filter((it) => it < 0 || it > 100)).toEqual([]);
  expect([waits.some((it) => it < 40), waits.some((it) => it > 60)]).toEqual([true, true]);
});

rule('JitterStrategy FULL takes its chance below MaxDelaySeconds', RETRY, async () => {
  const retrier = { IntervalSeconds: 2, BackoffRate: 100, MaxAttempts: 4, MaxDelaySeconds: 4, JitterStrategy: 'FULL' };
  const { seconds } = await run(retrying(retrier), failing(4));

  expect(seconds).toBeLessThanOrEqual(2 + 4 + 4 + 4);
});

rule('JitterStrategy NONE, the default, waits the whole interval', RETRY, async () => {
  const { seconds } = await run(retrying({ IntervalSeconds: 100, JitterStrategy: 'NONE' }), failing(1));

  expect(seconds).toBe(100);
});

rule('The first retrier that names the error is the one that counts', RETRY, async () => {
  const { seconds } = await run(retrying({ IntervalSeconds: 5 }, { IntervalSeconds: 50 }), failing(1));

  expect(seconds).toBe(5);
});

rule('A retrier counts its own attempts only', RETRY, async () => {
  const retriers = [{ MaxAttempts: 1 }, { ErrorEquals: ['Late'], MaxAttempts: 1 }];

  expect((await run(retrying(...retriers), raising('Busy', 'Late'))).status).toBe('SUCCEEDED');
  expect((await run(retrying(...retriers), raising('Busy', 'Late', 'Busy'))).error).toBe('Busy');
});

rule('The errors that one retrier names share its count and its backoff', `${ERRORS}#complexretryeg`, async () => {
  const Retry = [
    { ErrorEquals: ['A', 'B'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
    { ErrorEquals: ['C'], IntervalSeconds: 5 },
  ];
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Z' }];
  const { path, seconds } = await run({ X: task({ Retry, Catch }), Z: pass() }, raising('A', 'B', 'C', 'B'));

  expect([path, seconds]).toEqual([['X', 'Z'], 1 + 2 + 5]);
});

rule(
  'RetryCount in the context object counts all retries of the state from 0, for all retriers together',
  'https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html#contextobject-format',
  async () => {
    const seen: Json[] = [];
    const states = retrying({}, { ErrorEquals: ['Late'] });
    const raise = raising('Busy', 'Late', 'Busy');
    await run({ Work: { ...states['Work'], Arguments: '{% $states.context.State.RetryCount %}' } }, (args) => {
      seen.push(args);
      return raise();
    });

    expect(seen).toEqual([0, 1, 2, 3]);
  },
);

rule('Retriers start anew when the state is entered again', SPECIFICATION, async () => {
  const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }];
  const rounds: Json[] = [];
  const states = {
    Work: task({ Arguments: '{% $states.context.State.RetryCount %}', Retry, Next: 'Twice' }),
    Twice: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'Done' }], Default: 'Work' },
    Done: pass(),
  };
  const { status } = await run(states, (args) => {
    rounds.push(args);
    if (rounds.length % 2 === 1) throw new TaskError('Busy');
    return rounds.length / 2;
  });

  expect([status, rounds]).toEqual(['SUCCEEDED', [0, 1, 0, 1]]);
});

rule('Arguments are evaluated anew for each attempt', RETRY, async () => {
  const seen: Json[] = [];
  const raise = failing(1);
  const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 60 }];
  await run({ Work: task({ Arguments: '{% $now() %}', Retry }) }, (args) => {
    seen.push(args);
    return raise();
  });

  expect(seen).toEqual(['2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z']);
});

rule('States.ALL retries an error of any name', NAMES, async () => {
  const { status } = await run(retrying({ ErrorEquals: ['States.ALL'] }), raising('Busy', 'Lambda.Unknown'));

  expect(status).toBe('SUCCEEDED');
});

rule('States.TaskFailed retries every error but States.Timeout', NAMES, async () => {
  const retrier = { ErrorEquals: ['States.TaskFailed'] };

  expect((await run(retrying(retrier), raising('Busy', 'Lambda.Unknown'))).status).toBe('SUCCEEDED');
  expect((await run(retrying(retrier), raising('States.Timeout'))).error).toBe('States.Timeout');
});

rule('A retrier of States.Timeout alone leaves other errors be', NAMES, async () => {
  const retrier = { ErrorEquals: ['States.Timeout'] };

  expect((await run(retrying(retrier), raising('States.Timeout'))).status).toBe('SUCCEEDED');
  expect((await run(retrying(retrier), failing(1))).error).toBe('Busy');
});

rule('An error that no retrier names is not retried', RETRY, async () => {
  const { error, seconds } = await run(retrying({}), raising('Late'));

  expect([error, seconds]).toEqual(['Late', 0]);
});

rule('Error names are told apart by their case', NAMES, async () => {
  expect((await run(retrying({ ErrorEquals: ['busy'] }), failing(1))).error).toBe('Busy');
});

rule('Retriers come before catchers, and a catcher takes over when they are used up', RETRY, async () => {
  const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }];
  const Catch = [{ ErrorEquals: ['Busy'], Next: 'Caught' }];
  const states = { Work: task({ Retry, Catch }), Caught: pass() };

  expect(await run(states, failing(2))).toMatchObject({ path: ['Work'], seconds: 3 });
  expect(await run(states, failing(3))).toMatchObject({ path: ['Work', 'Caught'], seconds: 3 });
});

rule('An expression that failed can be retried', EXPRESSIONS, async () => {
  const Retry = [{ ErrorEquals: ['States.QueryEvaluationError'], IntervalSeconds: 10 }];
  const Output = '{% $states.context.State.RetryCount > 0 ? "now" : $nothing %}';
  const { output, seconds } = await run({ Work: task({ Output, Retry }) });

  expect([output, seconds]).toEqual(['now', 10]);
});

rule('States.Runtime is not retried, not even by name', `${ERRORS}#states-runtime-error`, async () => {
  const branch = { Choose: { Type: 'Choice', Choices: [{ Condition: false, Next: 'No' }] }, No: pass() };
  for (const name of ['States.ALL', 'States.TaskFailed', 'States.Runtime']) {
    const { error, seconds } = await run({ Both: parallel([branch], { Retry: [{ ErrorEquals: [name] }] }) });

    expect([error, seconds]).toEqual(['States.Runtime', 0]);
  }
});

rule('Between two attempts the history has nothing, and the state is not entered again', EVENTS, async () => {
  expect(types(await run(retrying({}), failing(1)))).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskFailed',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});

rule('A failed attempt assigns nothing', SPECIFICATION, async () => {
  const calls: Json[] = [];
  const raise = failing(1);
  const states = {
    Before: pass({ Assign: { n: 1 }, Next: 'Work' }),
    Work: task({
      Retry: [{ ErrorEquals: ['Busy'] }],
      Arguments: '{% $n %}',
      Assign: { n: '{% $n + 1 %}' },
      Next: 'Look',
    }),
    Look: pass({ Output: '{% $n %}' }),
  };
  const { output } = await run(states, (args) => {
    calls.push(args);
    return raise();
  });

  expect([calls, output]).toEqual([[1, 1], 2]);
});
