import type { Json } from '../../../../local/engine/index.ts';
import { runMachine } from '../../../../local/testing/index.ts';
import { failing, refusing, slow } from '../fakes.ts';
import { each, machine, pass, run, task, types, wait } from '../machines.ts';
import { rule } from './rule.ts';

const MAP = 'https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html';
const FIELDS = `${MAP}#map-state-inline-additional-fields`;
const CONTEXT =
  'https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html#contextobject-map';
const SPECIFICATION = 'https://states-language.net/spec.html#map-state';
const EVENTS = 'https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html';

const work = { Do: task({ Arguments: '{% $states.input %}' }) };

rule('A Map runs its processor once for each of its Items and lists what they give', FIELDS, async () => {
  const { output } = await run(
    { Each: each('{% $states.input.list %}', { Double: pass({ Output: '{% $states.input * 2 %}' }) }) },
    undefined,
    {
      list: [1, 2, 3],
    },
  );

  expect(output).toEqual([2, 4, 6]);
});

rule('A Map without Items goes over its input, which has to be a list', SPECIFICATION, async () => {
  const definition = machine({
    Each: { Type: 'Map', ItemProcessor: { StartAt: 'Do', States: { Do: pass() } }, End: true },
  });
  const over = async (input: Json): Promise<unknown> => {
    const { output, error } = await runMachine({ definition, input });
    return output ?? error;
  };

  expect([await over(['a', 'b']), await over({ a: 1 })]).toEqual([['a', 'b'], 'States.QueryEvaluationError']);
});

rule(
  'A list of Items may hold expressions',
  'https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#writing-jsonata-expressions-in-json-strings',
  async () => {
    expect((await run({ Each: each([1, '{% 1 + 1 %}', 3], { Do: pass() }) })).output).toEqual([1, 2, 3]);
  },
);

rule('Items that are no list fail the Map with States.QueryEvaluationError', FIELDS, async () => {
  for (const [expression, type] of [
    ['"text"', 'string'],
    ['7', 'number'],
    ['true', 'boolean'],
    ['null', 'null'],
  ]) {
    const { error, cause } = await run({ Each: each(`{% ${expression} %}`, { Do: pass() }) });

    expect([error, cause]).toEqual([
      'States.QueryEvaluationError',
      expect.stringContaining(`Expected 'array', but was '${type}'`),
    ]);
  }
});

rule('A Map over nothing succeeds at once with an empty list', SPECIFICATION, async () => {
  const result = await run({ Each: each([], { Do: wait(60) }) });

  expect([result.output, result.seconds, types(result).slice(2, -1)]).toEqual([
    [],
    0,
    ['MapStateStarted', 'MapStateSucceeded', 'MapStateExited'],
  ]);
});

rule(
  'ItemSelector makes the input of an iteration from its item, its index and the state’s input',
  CONTEXT,
  async () => {
    const ItemSelector = {
      index: '{% $states.context.Map.Item.Index %}',
      value: '{% $states.context.Map.Item.Value %}',
      courier: '{% $states.input.courier %}',
    };
    const { output } = await run({ Each: each(['a', 'b'], { Do: pass() }, { ItemSelector }) }, undefined, {
      courier: 'UQS',
    });

    expect(output).toEqual([
      { index: 0, value: 'a', courier: 'UQS' },
      { index: 1, value: 'b', courier: 'UQS' },
    ]);
  },
);

rule('An item that came with the state’s data says so in its Source', CONTEXT, async () => {
  const ItemSelector = '{% $states.context.Map.Item.Source %}';

  expect((await run({ Each: each([1], { Do: pass() }, { ItemSelector }) })).output).toEqual(['STATE_DATA']);
});

rule('The item of a nested Map hides that of the Map around it', CONTEXT, async () => {
  const ItemSelector = '{% [$states.context.Map.Item.Index, $states.context.Map.Item.Value] %}';
  const inner = each('{% $states.input %}', { Look: pass() }, { ItemSelector });

  expect((await run({ Outer: each([['a'], ['b', 'c']], { Inner: inner }) })).output).toEqual([
    [[0, 'a']],
    [
      [0, 'b'],
      [1, 'c'],
    ],
  ]);
});

rule('An ItemSelector that fails is a failure of the Map, which its catcher sees', FIELDS, async () => {
  const more = {
    ItemSelector: { x: '{% $states.context.Map.Item.Value.missing %}' },
    Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }],
  };
  const { path, output } = await run({ Each: each([{}], { Do: pass() }, more), Caught: pass() });

  expect(path).toEqual(['Each', 'Caught']);
  expect(output).toMatchObject({
    Cause: expect.stringContaining("for the field 'ItemSelector/x' returned nothing (undefined).") as string,
  });
});

rule('An iteration that fails fails the Map with its own error, and the others are cut off', FIELDS, async () => {
  const result = await run({ Each: each([1, 2], work) }, (args, context) =>
    args === 1 ? refusing(1)(args, context) : slow(60)(args, context),
  );

  expect([result.error, result.cause, result.seconds]).toEqual(['Refused', 'it was 1', 0]);
  expect(types(result).slice(-5)).toEqual([
    'MapIterationFailed',
    'TaskStateAborted',
    'MapIterationAborted',
    'MapStateFailed',
    'ExecutionFailed',
  ]);
});

rule('No further iteration starts after one has failed', FIELDS, async () => {
  const calls: Json[] = [];
  await run({ Each: each([1, 2, 3], work, { MaxConcurrency: 1 }) }, (args, context) => {
    calls.push(args);
    return refusing(2)(args, context);
  });

  expect(calls).toEqual([1, 2]);
});

rule('Retry of a Map runs all its iterations again, not only the failed one', FIELDS, async () => {
  const calls: Json[] = [];
  const Retry = [{ ErrorEquals: ['Refused'], MaxAttempts: 1 }];
  const { output } = await run({ Each: each([1, 2, 3], work, { MaxConcurrency: 1, Retry }) }, (args, context) => {
    calls.push(args);
    return calls.length === 3 ? refusing(3)(args, context) : args;
  });

  expect([calls, output]).toEqual([
    [1, 2, 3, 1, 2, 3],
    [1, 2, 3],
  ]);
});

rule('A catcher of a Map sees the error of the iteration that failed', FIELDS, async () => {
  const Catch = [{ ErrorEquals: ['Refused'], Next: 'Caught' }];
  const { output } = await run({ Each: each([1, 2], work, { Catch }), Caught: pass() }, refusing(2));

  expect(output).toEqual({ Error: 'Refused', Cause: 'it was 2' });
});

rule('An iteration may retry on its own, without the others', FIELDS, async () => {
  const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 5 }];
  const { output, path } = await run(
    { Each: each([1, 2], { Do: task({ Retry }) }, { MaxConcurrency: 1 }) },
    failing(1),
  );

  expect([output, path]).toEqual([
    ['done', 'done'],
    ['Each', 'Do', 'Do'],
  ]);
});

rule('A Succeed state ends its iteration only', SPECIFICATION, async () => {
  const stop = { Type: 'Succeed', Output: '{% $states.input & "!" %}' };

  expect((await run({ Each: each(['a', 'b'], { Stop: stop }, { Next: 'After' }), After: pass() })).output).toEqual([
    'a!',
    'b!',
  ]);
});

rule('Output and Assign of a Map see the list of results', FIELDS, async () => {
  const more = { Output: '{% $sum($states.result) %}', Assign: { all: '{% $states.result %}' }, Next: 'Look' };
  const { output } = await run({
    Each: each([1, 2], { Do: pass() }, more),
    Look: pass({ Output: '{% [$states.input, $all] %}' }),
  });

  expect(output).toEqual([3, 1, 2]);
});

rule('The history tells how many items a Map has, and of each iteration by name and index', EVENTS, async () => {
  const { history } = await run({ Each: each(['a', 'b'], { Do: pass() }, { MaxConcurrency: 1 }) });

  expect(
    history.filter((it) => /^Map(StateStarted|Iteration)/.test(it.type)).map((it) => [it.type, it.details]),
  ).toEqual([
    ['MapStateStarted', { length: 2 }],
    ['MapIterationStarted', { name: 'Each', index: 0 }],
    ['MapIterationSucceeded', { name: 'Each', index: 0 }],
    ['MapIterationStarted', { name: 'Each', index: 1 }],
    ['MapIterationSucceeded', { name: 'Each', index: 1 }],
  ]);
});

rule('A Map’s failure follows what its iteration did last, beside the iteration’s failure', EVENTS, async () => {
  const { history } = await run({ Each: each([1], { Break: { Type: 'Fail', Error: 'Broken' } }) });

  expect(history.slice(-4).map((it) => `${it.id}<${it.previousEventId} ${it.type}`)).toEqual([
    '5<4 FailStateEntered',
    '6<5 MapIterationFailed',
    '7<5 MapStateFailed',
    '8<7 ExecutionFailed',
  ]);
});
