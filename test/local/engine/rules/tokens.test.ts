import type { Json } from '../../../../local/engine/index.ts';
import { TaskError } from '../../../../local/testing/index.ts';
import { answering, outcome } from '../fakes.ts';
import { ASK, each, pass, run, start, task, types, wait } from '../machines.ts';
import { rule } from './rule.ts';

const CALLBACK = 'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token';
const CONTEXT =
  'https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#wait-token-contextobject';
const API = 'https://docs.aws.amazon.com/step-functions/latest/apireference';
const SUCCESS = `${API}/API_SendTaskSuccess.html`;
const FAILURE = `${API}/API_SendTaskFailure.html`;

rule('A task with a token waits until SendTaskSuccess, whose output is its result', CALLBACK, async () => {
  const { output, seconds } = await run({ Ask: task({ Resource: ASK }) }, answering(172_800, { yes: [1, 'two'] }));

  expect([output, seconds]).toEqual([{ yes: [1, 'two'] }, 172_800]);
});

rule('What the call that hands out the token answers is not the result', CALLBACK, async () => {
  const { output } = await run({ Ask: task({ Resource: ASK, Output: '{% $states.result %}' }) }, (args, context) => {
    void answering(5, 'from the token')(args, context);
    return 'from the call';
  });

  expect(output).toBe('from the token');
});

rule(
  'The history tells that the call was made and, later, that the token was answered',
  `${API}/API_HistoryEvent.html`,
  async () => {
    const result = await run({ Ask: task({ Resource: ASK }) }, answering(5, 1));

    expect(types(result).slice(2, -2)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded']);
  },
);

rule('SendTaskFailure fails the task with its error and cause', FAILURE, async () => {
  const { error, cause } = await run({ Ask: task({ Resource: ASK }) }, (_, { after, engine, taskToken = '' }) => {
    after(5, () => engine.sendTaskFailure({ taskToken, error: 'Refused', cause: 'not today' }));
    return null;
  });

  expect([error, cause]).toEqual(['Refused', 'not today']);
});

rule('A failure that was sent can be retried and caught by its error', FAILURE, async () => {
  const Retry = [{ ErrorEquals: ['Refused'], MaxAttempts: 1, IntervalSeconds: 10 }];
  const Catch = [{ ErrorEquals: ['Refused'], Next: 'Caught' }];
  const { path, seconds } = await run(
    { Ask: task({ Resource: ASK, Retry, Catch }), Caught: pass() },
    (_, { after, engine, taskToken = '' }) => {
      after(5, () => engine.sendTaskFailure({ taskToken, error: 'Refused' }));
      return null;
    },
  );

  expect([path, seconds]).toEqual([['Ask', 'Caught'], 5 + 10 + 5]);
});

rule('SendTaskFailure needs neither error nor cause, and is a failure of the task then too', FAILURE, async () => {
  const Catch = [{ ErrorEquals: ['States.TaskFailed'], Next: 'Caught' }];
  const { path } = await run(
    { Ask: task({ Resource: ASK, Catch }), Caught: pass() },
    (_, { after, engine, taskToken = '' }) => {
      after(5, () => engine.sendTaskFailure({ taskToken }));
      return null;
    },
  );

  expect(path).toEqual(['Ask', 'Caught']);
});

rule('A token may be answered before the call that hands it out has returned', CALLBACK, async () => {
  const { output } = await run({ Ask: task({ Resource: ASK }) }, async (_, { engine, taskToken = '' }) => {
    await engine.sendTaskSuccess({ taskToken, output: '"early"' });
    return null;
  });

  expect(output).toBe('early');
});

rule('A call that fails fails the task, and its token is worth nothing', CALLBACK, async () => {
  const late: Promise<string>[] = [];
  const Catch = [{ ErrorEquals: ['Unreachable'], Next: 'Rest' }];
  const { path } = await run(
    { Ask: task({ Resource: ASK, Catch }), Rest: wait(60) },
    (_, { after, engine, taskToken = '' }) => {
      after(5, () => late.push(outcome(engine.sendTaskSuccess({ taskToken, output: '1' }))));
      throw new TaskError('Unreachable');
    },
  );

  expect([path, await Promise.all(late)]).toEqual([['Ask', 'Rest'], ['TaskTimedOut']]);
});

rule('A token can be answered once: the second answer is refused with TaskTimedOut', SUCCESS, async () => {
  const answers: string[] = [];
  const states = { Ask: task({ Resource: ASK, Next: 'Rest' }), Rest: wait(60) };
  const { output } = await run(states, async (_, { engine, taskToken = '' }) => {
    answers.push(await outcome(engine.sendTaskSuccess({ taskToken, output: '1' })));
    answers.push(await outcome(engine.sendTaskSuccess({ taskToken, output: '2' })));
    answers.push(await outcome(engine.sendTaskFailure({ taskToken })));
    return null;
  });

  expect([output, answers]).toEqual([1, ['taken', 'TaskTimedOut', 'TaskTimedOut']]);
});

rule('The token of a task that timed out is refused with TaskTimedOut', SUCCESS, async () => {
  const late: Promise<string>[] = [];
  const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Rest' }];
  const { path } = await run(
    { Ask: task({ Resource: ASK, TimeoutSeconds: 10, Catch }), Rest: wait(60) },
    (_, { after, engine, taskToken = '' }) => {
      after(20, () => late.push(outcome(engine.sendTaskSuccess({ taskToken, output: '1' }))));
      return null;
    },
  );

  expect([path, await Promise.all(late)]).toEqual([['Ask', 'Rest'], ['TaskTimedOut']]);
});

rule('The token of an execution that has ended is refused with TaskTimedOut', SUCCESS, async () => {
  let token = '';
  const { engine, ended } = await start({ Ask: task({ Resource: ASK }) }, (_, context) => {
    token = context.taskToken ?? '';
    context.after(5, () => context.engine.stopExecution({ executionArn: context.executionArn }));
    return null;
  });
  await ended;

  expect(await outcome(engine.sendTaskSuccess({ taskToken: token, output: '1' }))).toBe('TaskTimedOut');
});

rule('Text that never was a token is refused with InvalidToken', SUCCESS, async () => {
  const { engine, ended } = await start({ Only: pass() });
  await ended;

  expect(await outcome(engine.sendTaskSuccess({ taskToken: 'garbage', output: '1' }))).toBe('InvalidToken');
  expect(await outcome(engine.sendTaskFailure({ taskToken: 'garbage' }))).toBe('InvalidToken');
  expect(await outcome(engine.sendTaskHeartbeat({ taskToken: 'garbage' }))).toBe('InvalidToken');
});

rule('An output that is no JSON is refused with InvalidOutput, and the task goes on waiting', SUCCESS, async () => {
  const answers: string[] = [];
  const { output } = await run({ Ask: task({ Resource: ASK }) }, async (_, { engine, taskToken = '' }) => {
    answers.push(await outcome(engine.sendTaskSuccess({ taskToken, output: 'no quotes' })));
    answers.push(await outcome(engine.sendTaskSuccess({ taskToken, output: '"quotes"' })));
    return null;
  });

  expect([output, answers]).toEqual(['quotes', ['InvalidOutput', 'taken']]);
});

rule('Every attempt has a token of its own, and the one before is worth nothing', CALLBACK, async () => {
  const tokens: string[] = [];
  const answers: Promise<string>[] = [];
  const Retry = [{ ErrorEquals: ['States.Timeout'] }];
  const { output } = await run(
    { Ask: task({ Resource: ASK, TimeoutSeconds: 10, Retry }) },
    (_, { after, engine, taskToken = '' }) => {
      tokens.push(taskToken);
      if (tokens.length < 2) return null;
      after(1, () => answers.push(outcome(engine.sendTaskSuccess({ taskToken: tokens[0] ?? '', output: '"first"' }))));
      after(2, () => answers.push(outcome(engine.sendTaskSuccess({ taskToken, output: '"second"' }))));
      return null;
    },
  );

  expect([output, new Set(tokens).size, await Promise.all(answers)]).toEqual(['second', 2, ['TaskTimedOut', 'taken']]);
});

rule('Each task under way has a token of its own, which answers that task alone', CALLBACK, async () => {
  const Arguments = '{% $states.input %}';
  const { output, seconds } = await run(
    { Each: each([1, 2, 3], { Ask: task({ Resource: ASK, Arguments }) }) },
    (args, context) => answering(10 * (4 - Number(args)), args)(args, context),
  );

  expect([output, seconds]).toEqual([[1, 2, 3], 30]);
});

rule('Arguments get the token from the context object', CONTEXT, async () => {
  const seen: Json[] = [];
  const Arguments = { token: '{% $states.context.Task.Token %}' };
  await run({ Ask: task({ Resource: ASK, Arguments }) }, (args, context) => {
    seen.push(args, { token: context.taskToken ?? '' });
    return answering(1, null)(args, context);
  });

  expect(seen[0]).toEqual(seen[1]);
});

rule('A task that waits for no token has none in its context object', CONTEXT, async () => {
  const { output } = await run({ Work: task({ Arguments: '{% $exists($states.context.Task) %}' }) });

  expect(output).toBe(false);
});
