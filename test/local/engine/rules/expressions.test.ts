import type { Json, JsonObject } from '../../../../local/engine/index.ts';
import { runMachine } from '../../../../local/testing/index.ts';
import { each, machine, parallel, pass, run, task, types, wait, type States } from '../machines.ts';
import { rule } from './rule.ts';

const GUIDE = 'https://docs.aws.amazon.com/step-functions/latest/dg';
const STRINGS = `${GUIDE}/transforming-data.html#writing-jsonata-expressions-in-json-strings`;
const STATES = `${GUIDE}/transforming-data.html#transforming-reserved-variable-states`;
const ERRORS = `${GUIDE}/transforming-data.html#handling-errors-jsonata-expressions`;
const FUNCTIONS = `${GUIDE}/transforming-data.html#jsonata-functions-provided-by-sfn`;
const CONTEXT = `${GUIDE}/input-output-contextobject.html#contextobject-format`;
const RESERVED = 'https://states-language.net/spec.html#reserved-states-variable-with-jsonata';

const evaluate = async (expression: string): Promise<unknown> => {
  const { output, cause } = await run({ One: pass({ Output: `{% ${expression} %}` }) });
  return output ?? cause;
};

/** Loading a machine of these states: resolves when it is accepted. */
const loading = (states: States): Promise<unknown> =>
  runMachine({ definition: machine(states), fakes: { 'arn:aws:*': () => null } });

rule('Texts between {% and %} are evaluated wherever they stand in a value, and no others', STRINGS, async () => {
  const Output = { list: [1, '{% 1 + 1 %}', { deep: '{% "three" %}' }], plain: '$states.input', half: 'a {% 1 %}b' };

  expect((await run({ One: pass({ Output }) })).output).toEqual({
    list: [1, 2, { deep: 'three' }],
    plain: '$states.input',
    half: 'a {% 1 %}b',
  });
});

rule('A text with only one of the two marks at its ends is refused', STRINGS, async () => {
  for (const text of ['{% 1', '1 %}', ' {% 1 %}', '{% 1 %} ']) {
    await expect(loading({ One: pass({ Output: [text] }) })).rejects.toThrow('begins with {% and ends with %}');
  }
});

rule('An expression that is no JSONata is refused', STRINGS, async () => {
  await expect(loading({ One: pass({ Output: '{% 1 + %}' }) })).rejects.toThrow('state One: Output: S0207');
});

rule('A type error in an expression is States.QueryEvaluationError', ERRORS, async () => {
  const { error, cause } = await run({ Add: pass({ Output: '{% 1 + "a" %}' }) });

  expect(error).toBe('States.QueryEvaluationError');
  expect(cause).toContain(
    "The JSONata expression '1 + \"a\"' specified for the field 'Output' threw an error during evaluation. T2002:",
  );
});

rule('An expression that gives nothing is States.QueryEvaluationError', ERRORS, async () => {
  const { error, cause } = await run({ One: pass({ Output: { a: '{% $states.input.missing %}' } }) });

  expect(error).toBe('States.QueryEvaluationError');
  expect(cause).toContain("specified for the field 'Output/a' returned nothing (undefined).");
});

rule(
  'The history tells which field of which state could not be evaluated',
  'https://docs.aws.amazon.com/step-functions/latest/apireference/API_EvaluationFailedEventDetails.html',
  async () => {
    const result = await run({ One: pass({ Output: { a: '{% $nothing %}' } }) });

    expect(types(result).slice(-2)).toEqual(['EvaluationFailed', 'ExecutionFailed']);
    expect(result.history.at(-2)?.details).toMatchObject({
      error: 'States.QueryEvaluationError',
      location: 'Output/a',
      state: 'One',
    });
  },
);

rule(
  '$states.input is the state’s input in every field, also after Arguments changed what the call gets',
  STATES,
  async () => {
    const more = { Arguments: 'changed', Output: '{% [$states.input, $states.result] %}' };
    const { output } = await run({ Work: task(more) }, (args) => args, 'given');

    expect(output).toEqual(['given', 'changed']);
  },
);

rule('$states.result is what the call answered, whole', STATES, async () => {
  const answer = { StatusCode: 200, Payload: { n: 1 } };
  const { output } = await run({ Work: task({ Output: '{% $states.result %}' }) }, () => answer);

  expect(output).toEqual(answer);
});

rule('$states.result is refused where there is no result', STATES, async () => {
  const uses = '{% $states.result.n %}';
  const refused: States[] = [
    { One: pass({ Output: uses }) },
    { One: wait(1, { Assign: { x: [uses] } }) },
    { One: task({ Arguments: { n: uses } }) },
    { One: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Two', Output: uses }] }), Two: pass() },
    { One: parallel([{ Two: pass() }], { Arguments: uses }) },
    { One: each([1], { Two: pass() }, { ItemSelector: uses }) },
    { One: { Type: 'Choice', Choices: [{ Condition: true, Next: 'Two', Assign: { x: uses } }] }, Two: pass() },
  ];
  for (const states of refused) await expect(loading(states)).rejects.toThrow('$states.result is not available here');
});

rule('$states.errorOutput is refused outside catchers', STATES, async () => {
  const uses = '{% "failed: " & $states.errorOutput.Error %}';
  const refused: States[] = [
    { One: pass({ Output: uses }) },
    { One: task({ Output: uses }) },
    { One: task({ Assign: { x: uses } }) },
  ];
  for (const states of refused) {
    await expect(loading(states)).rejects.toThrow('$states.errorOutput is not available here');
  }
});

rule(
  'A result is there in Output and Assign of Task, Parallel and Map, an error output in those of their catchers',
  RESERVED,
  async () => {
    const results: JsonObject = { Output: '{% $states.result %}', Assign: { x: '{% $states.result %}' } };
    const errors: JsonObject = { Output: '{% $states.errorOutput %}', Assign: { x: '{% $states.errorOutput %}' } };
    const more = { ...results, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End', ...errors }], Next: 'End' };
    const accepted: JsonObject[] = [task(more), parallel([{ In: pass() }], more), each([], { In: pass() }, more)];
    for (const One of accepted) {
      await expect(loading({ One, End: pass() })).resolves.toMatchObject({ status: 'SUCCEEDED' });
    }
  },
);

rule('The context object names execution, state and machine', CONTEXT, async () => {
  const { output } = await run({ Look: pass({ Output: '{% $states.context %}' }) }, undefined, { a: 1 });

  expect(output).toEqual({
    Execution: {
      Id: 'arn:aws:states:us-east-1:123456789012:execution:machine:run',
      Input: { a: 1 },
      Name: 'run',
      RoleArn: 'arn:aws:iam::123456789012:role/local',
      StartTime: '2026-01-01T00:00:00.000Z',
      RedriveCount: 0,
    },
    State: { EnteredTime: '2026-01-01T00:00:00.000Z', Name: 'Look' },
    StateMachine: { Id: 'arn:aws:states:us-east-1:123456789012:stateMachine:machine', Name: 'machine' },
  });
});

rule(
  'The context object keeps the execution’s input and start, and says anew when each state was entered',
  CONTEXT,
  async () => {
    const look =
      '{% [$states.context.Execution.Input, $states.context.Execution.StartTime, $states.context.State.EnteredTime] %}';
    const { output } = await run(
      { Sleep: wait(60, { Output: 'other', Next: 'Look' }), Look: pass({ Output: look }) },
      undefined,
      7,
    );

    expect(output).toEqual([7, '2026-01-01T00:00:00.000Z', '2026-01-01T00:01:00.000Z']);
  },
);

rule('$partition cuts a list into parts, of which the last may be shorter', FUNCTIONS, async () => {
  expect(await evaluate('$partition([1..5], 2)')).toEqual([[1, 2], [3, 4], [5]]);
});

rule('$range goes from the first number to the last by steps, up or down', FUNCTIONS, async () => {
  expect(await evaluate('$range(0, 10, 2)')).toEqual([0, 2, 4, 6, 8, 10]);
  expect(await evaluate('$range(5, 1, -2)')).toEqual([5, 3, 1]);
});

rule('Functions of Step Functions that take whole numbers round others down', FUNCTIONS, async () => {
  expect(await evaluate('$range(1.9, 5.9, 2.9)')).toEqual([1, 3, 5]);
  expect(await evaluate('$partition([1..3], 2.9)')).toEqual([[1, 2], [3]]);
});

rule('$hash knows MD5 and the SHA family, and nothing else', FUNCTIONS, async () => {
  const sizes = await Promise.all(
    ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'].map((it) => evaluate(`$length($hash("abc", "${it}"))`)),
  );

  expect(sizes).toEqual([32, 40, 64, 96, 128]);
  expect(await evaluate('$hash("abc", "SHA-256")')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(await evaluate('$hash("abc", "CRC32")')).toContain('Unknown hash algorithm');
});

rule('$random is from 0 up to 1, and the same for the same seed', FUNCTIONS, async () => {
  expect(
    await evaluate('[$random(7) = $random(7), $random(7) = $random(8), $random() >= 0 and $random() < 1]'),
  ).toEqual([true, false, true]);
});

rule('$uuid makes a UUID of version 4, another each time', FUNCTIONS, async () => {
  const [one, two] = (await evaluate('[$uuid(), $uuid()]')) as Json[];

  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(two).not.toBe(one);
});

rule('$parse reads JSON', FUNCTIONS, async () => {
  expect(await evaluate('$parse("{\\"a\\": [1, null]}")')).toEqual({ a: [1, null] });
});

rule('$eval is refused', FUNCTIONS, async () => {
  await expect(loading({ One: pass({ Output: '{% $eval("1") %}' }) })).rejects.toThrow('$eval is not supported');
});
