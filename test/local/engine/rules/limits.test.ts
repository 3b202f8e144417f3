import type { Json, JsonObject } from '../../../../local/engine/index.ts';
import { runMachine, type MachineRun } from '../../../../local/testing/index.ts';
import { failing, outcome } from '../fakes.ts';
import { ASK, each, filling, machine, parallel, pass, run, start, task, wait, type States } from '../machines.ts';
import { rule } from './rule.ts';

const QUOTAS = 'https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html';
const SIZE = `${QUOTAS}#service-limits-task-executions`;
const VARIABLES = 'https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#limits';
const TOO_LARGE = 'States.DataLimitExceeded';
const LIMIT = 262_144;

/** A text whose JSON takes so many bytes. */
const text = (bytes: number): string => 'x'.repeat(bytes - 2);

/** What comes of states whose input, an expression can say, is a text of just the limit. */
const runFull = (states: States): Promise<MachineRun> =>
  runMachine({ definition: machine(states), input: text(LIMIT), fakes: { 'arn:aws:*': () => null } });

/** Whether the execution succeeded, or its error. */
const end = async (ran: Promise<MachineRun>): Promise<string> => {
  const { status, error = status } = await ran;
  return error;
};

rule('A task may answer 262,144 bytes, and not one more', SIZE, async () => {
  expect(await end(run({ Work: task() }, () => text(LIMIT)))).toBe('SUCCEEDED');
  expect(await end(run({ Work: task() }, () => text(LIMIT + 1)))).toBe(TOO_LARGE);
});

rule('Sizes are counted in bytes of UTF-8, not in characters', SIZE, async () => {
  expect(await end(run({ Work: task() }, () => 'ü'.repeat(131_071)))).toBe('SUCCEEDED');
  expect(await end(run({ Work: task() }, () => 'ü'.repeat(131_072)))).toBe(TOO_LARGE);
});

rule('A task’s answer that is too large is a failure of the task in the history', SIZE, async () => {
  const { history } = await run({ Work: task() }, () => text(LIMIT + 1));

  expect(history.at(-2)).toMatchObject({ type: 'TaskFailed', details: { error: TOO_LARGE } });
});

rule('Arguments of a task may take 262,144 bytes, and not one more', SIZE, async () => {
  expect(await end(runFull({ Work: task({ Arguments: '{% $states.input %}' }) }))).toBe('SUCCEEDED');
  expect(await end(runFull({ Work: task({ Arguments: '{% $states.input & "x" %}' }) }))).toBe(TOO_LARGE);
});

rule('The output of a state may take 262,144 bytes, and not one more', SIZE, async () => {
  expect(await end(runFull({ Only: pass() }))).toBe('SUCCEEDED');
  expect(await end(runFull({ Only: pass({ Output: '{% $states.input & "x" %}' }) }))).toBe(TOO_LARGE);
  expect(await end(runFull({ Only: { Type: 'Succeed', Output: '{% $states.input & "x" %}' } }))).toBe(TOO_LARGE);
});

rule('The Arguments of a Parallel are its branches’ input and as limited', SIZE, async () => {
  const states = (Arguments: string): States => ({ Both: parallel([{ One: pass({ Output: 1 }) }], { Arguments }) });

  expect(await end(runFull(states('{% $states.input %}')))).toBe('SUCCEEDED');
  expect(await end(runFull(states('{% $states.input & "x" %}')))).toBe(TOO_LARGE);
});

rule('The joined results of a Parallel are too large when each of them is not', SIZE, async () => {
  const branches = [{ One: pass() }, { Two: pass({ Output: 2 }) }];

  expect(await end(runFull({ Both: parallel(branches) }))).toBe(TOO_LARGE);
  expect(await end(runFull({ Both: parallel(branches, { Output: '{% $states.result[1] %}' }) }))).toBe('SUCCEEDED');
});

rule('The items of a Map, and what ItemSelector makes of one, are as limited', SIZE, async () => {
  const items = (Items: string): States => ({ Each: each(Items, { Do: pass({ Output: 1 }) }) });
  const selected = (ItemSelector: string): States => ({
    Each: each([1], { Do: pass({ Output: 1 }) }, { ItemSelector }),
  });

  expect(await end(runFull(items('{% [$substring($states.input, 2)] %}')))).toBe('SUCCEEDED');
  expect(await end(runFull(items('{% [$states.input] %}')))).toBe(TOO_LARGE);
  expect(await end(runFull(selected('{% $states.input %}')))).toBe('SUCCEEDED');
  expect(await end(runFull(selected('{% $states.input & "x" %}')))).toBe(TOO_LARGE);
});

rule('An execution starts with 262,144 bytes of input at most', SIZE, async () => {
  const { engine, ended, executionArn } = await start({ Only: pass() });
  await ended;
  const { stateMachineArn } = engine.describeExecution(executionArn);
  const starting = (input: string): Promise<string> => outcome(engine.startExecution({ stateMachineArn, input }));

  expect(await starting(JSON.stringify(text(LIMIT)))).toBe('taken');
  expect(await starting(JSON.stringify(text(LIMIT + 1)))).toBe('ValidationException');
});

rule(
  'SendTaskSuccess takes 262,144 bytes; more is refused, and the task goes on waiting',
  'https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html',
  async () => {
    const answers: string[] = [];
    const { status } = await run({ Ask: task({ Resource: ASK }) }, async (_, { engine, taskToken = '' }) => {
      for (const size of [LIMIT + 1, LIMIT]) {
        answers.push(await outcome(engine.sendTaskSuccess({ taskToken, output: JSON.stringify(text(size)) })));
      }
      return null;
    });

    expect([status, answers]).toEqual(['SUCCEEDED', ['ValidationException', 'taken']]);
  },
);

rule('A variable may take 262,144 bytes, and not one more', VARIABLES, async () => {
  expect(await end(runFull({ Keep: pass({ Assign: { x: '{% $states.input %}' } }) }))).toBe('SUCCEEDED');
  expect(await end(runFull({ Keep: pass({ Assign: { x: '{% $states.input & "x" %}' } }) }))).toBe(TOO_LARGE);
});

rule('The variables of one Assign may take 262,144 bytes together, their names not counted', VARIABLES, async () => {
  const halves = { one: text(131_072), two: text(131_072) };

  expect(await end(run({ Keep: pass({ Assign: halves }) }))).toBe('SUCCEEDED');
  expect(await end(run({ Keep: pass({ Assign: { ...halves, three: 3 } }) }))).toBe(TOO_LARGE);
});

rule('All variables of an execution may take 10 MiB together, and not a byte more', VARIABLES, async () => {
  expect(await end(runFull(filling({ Done: pass() })))).toBe('SUCCEEDED');
  expect(await end(runFull(filling({ More: pass({ Assign: { more: 1 } }) })))).toBe(TOO_LARGE);
});

rule('A variable that gets another value counts with that one only', VARIABLES, async () => {
  const Assign: JsonObject = { v1: 1, more: '{% $substring($states.input, 3) %}' };

  expect(await end(runFull(filling({ Again: pass({ Assign }) })))).toBe('SUCCEEDED');
});

rule('Variables of branches count while they run, and no more when the Parallel has ended', VARIABLES, async () => {
  const branch = (i: number): States => ({
    [`Keep ${i}`]: pass({ Assign: { [`inner${i}`]: '{% $substring($states.input, 1) %}' }, Next: `Nap ${i}` }),
    [`Nap ${i}`]: wait(1, { Output: i }),
  });
  const both = (...branches: States[]): States => ({
    Room: pass({ Assign: { v40: 0 }, Next: 'Both' }),
    Both: parallel(branches, { Output: '{% $states.input %}', Next: 'After' }),
    After: pass({ Assign: { v40: '{% $states.input %}' } }),
  });

  expect(await end(runFull(filling(both(branch(1)))))).toBe('SUCCEEDED');
  expect(await end(runFull(filling(both(branch(1), branch(2)))))).toBe(TOO_LARGE);
});

rule(
  'A history has 25,000 events at most, the last of which says that the execution failed',
  `${QUOTAS}#service-limits-state-machine-executions`,
  async () => {
    const { status, error, history } = await run({ On: pass({ Next: 'And on' }), 'And on': pass({ Next: 'On' }) });
    const last = history.at(-1);

    expect([status, error, history.length, last?.id, last?.type]).toEqual([
      'FAILED',
      'States.Runtime',
      25_000,
      25_000,
      'ExecutionFailed',
    ]);
  },
);

rule(
  'A state’s name has 80 characters at most, of any script',
  'https://states-language.net/spec.html#states-fields',
  async () => {
    const name = (length: number): string => '𝒳'.repeat(length);

    expect((await run({ [name(80)]: pass() })).path).toEqual([name(80)]);
    await expect(run({ [name(81)]: pass() })).rejects.toThrow('the name has more than 80 characters');
  },
);

rule('An execution’s name has 80 characters at most', `${QUOTAS}#service-limits-general`, async () => {
  const { engine, ended, executionArn } = await start({ Only: pass() });
  await ended;
  const { stateMachineArn } = engine.describeExecution(executionArn);
  const starting = (name: string): Promise<string> => outcome(engine.startExecution({ stateMachineArn, name }));

  expect(await starting('n'.repeat(80))).toBe('taken');
  expect(await starting('n'.repeat(81))).toBe('InvalidName');
});

rule(
  'A retry comes after 31,622,400 seconds at the latest',
  'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#retrymaxdelayseconds',
  async () => {
    const Retry = [{ ErrorEquals: ['Busy'], BackoffRate: 1e200 }];
    const { output, seconds } = await run({ Work: task({ Retry }) }, failing(2));

    expect([output, seconds]).toEqual(['done', 1 + 31_622_400]);
  },
);

rule(
  'A Wait may last 99,999,999 seconds, and not one more',
  'https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html',
  async () => {
    const waiting = (seconds: Json): Promise<MachineRun> =>
      run({ Sleep: wait('{% $states.input.seconds %}') }, undefined, { seconds });

    expect((await waiting(99_999_999)).seconds).toBe(99_999_999);
    expect((await waiting(100_000_000)).error).toBe('States.QueryEvaluationError');
  },
);
