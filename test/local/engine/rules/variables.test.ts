import type { Json, JsonObject } from '../../../../local/engine/index.ts';
import { runMachine } from '../../../../local/testing/index.ts';
import { failing } from '../fakes.ts';
import { each, machine, parallel, pass, run, task, wait, type States } from '../machines.ts';
import { rule } from './rule.ts';

const VARIABLES = 'https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html';
const SCOPE = `${VARIABLES}#variable-scope`;
const ORDER = `${VARIABLES}#evaluation-order-in-an-assign-field`;
const ASSIGN = `${VARIABLES}#assign-field-in-asl`;
const SPECIFICATION = 'https://states-language.net/spec.html#state-machine-variables';

/** What is wrong with a machine whose only state assigns these variables. */
const assigning = (Assign: JsonObject): Promise<unknown> =>
  runMachine({ definition: machine({ Only: pass({ Assign }) }) });

rule('A variable is there for every later state of its scope, whatever they hand on', VARIABLES, async () => {
  const { output } = await run({
    Keep: pass({ Assign: { x: [1, { a: null }] }, Next: 'Between' }),
    Between: wait(5, { Output: 'something else', Next: 'Look' }),
    Look: pass({ Output: '{% $x %}' }),
  });

  expect(output).toEqual([1, { a: null }]);
});

rule('Output sees the variables from before the state’s own Assign', ASSIGN, async () => {
  const { output } = await run({
    Before: pass({ Assign: { x: 'old' }, Next: 'Both' }),
    Both: pass({ Assign: { x: 'new' }, Output: '{% $x %}', Next: 'Look' }),
    Look: pass({ Output: '{% [$states.input, $x] %}' }),
  });

  expect(output).toEqual(['old', 'new']);
});

rule('All expressions of an Assign are evaluated before any variable has its new value', ORDER, async () => {
  const { output } = await run({
    Before: pass({ Assign: { x: 3, a: 6 }, Next: 'Swap' }),
    Swap: pass({ Assign: { x: '{% $a %}', a: '{% $x %}', next: '{% $x %}' }, Next: 'Look' }),
    Look: pass({ Output: '{% [$x, $a, $next] %}' }),
  });

  expect(output).toEqual([6, 3, 3]);
});

rule('A variable that was never assigned is an error where it is used', ORDER, async () => {
  const { error } = await run({ Only: pass({ Assign: { x: '{% $x %}' } }) });

  expect(error).toBe('States.QueryEvaluationError');
});

rule('States in branches and iterations can read the variables around them', SCOPE, async () => {
  const { output } = await run({
    Keep: pass({ Assign: { x: 'outer' }, Next: 'Both' }),
    Both: parallel([{ One: pass({ Output: '{% $x %}' }) }, { Each: each([1], { Do: pass({ Output: '{% $x %}' }) }) }]),
  });

  expect(output).toEqual(['outer', ['outer']]);
});

rule('A branch’s variables are gone when the Parallel has ended', SCOPE, async () => {
  const { output } = await run({
    Both: parallel([{ Keep: pass({ Assign: { inner: 1 } }) }], { Next: 'Look' }),
    Look: pass({ Output: '{% $exists($inner) %}' }),
  });

  expect(output).toBe(false);
});

rule('Output of a Parallel does not see its branches’ variables either', SCOPE, async () => {
  const { output } = await run({
    Both: parallel([{ Keep: pass({ Assign: { inner: 1 } }) }], { Output: '{% $exists($inner) %}' }),
  });

  expect(output).toBe(false);
});

rule('A branch does not see its sibling’s variables', SCOPE, async () => {
  const { output } = await run({
    Both: parallel([
      { Keep: pass({ Assign: { inner: 1 }, Next: 'Nap' }), Nap: wait(10) },
      { Late: wait(5, { Next: 'Look' }), Look: pass({ Output: '{% $exists($inner) %}' }) },
    ]),
  });

  expect(output).toEqual([{}, false]);
});

rule('Two branches may use the same name, each for a value of its own', SCOPE, async () => {
  const branch = (name: string): States => ({
    [name]: pass({ Assign: { own: name }, Next: `${name} rests` }),
    [`${name} rests`]: wait(5, { Output: '{% $own %}' }),
  });

  expect((await run({ Both: parallel([branch('One'), branch('Two')]) })).output).toEqual(['One', 'Two']);
});

rule('Every iteration has variables of its own', SCOPE, async () => {
  const iteration = {
    Look: pass({ Output: '{% [$exists($own), $states.input] %}', Next: 'Keep' }),
    Keep: pass({ Assign: { own: '{% $states.input[1] %}' }, Next: 'Tell' }),
    Tell: pass({ Output: '{% [$states.input[0], $own] %}' }),
  };
  const { output } = await run({ Each: each([1, 2], iteration, { MaxConcurrency: 1 }) });

  expect(output).toEqual([
    [false, 1],
    [false, 2],
  ]);
});

rule('A retried Parallel starts its branches without the variables of the attempt before', SCOPE, async () => {
  const seen: Json[] = [];
  const raise = failing(1);
  const branch = {
    Look: pass({ Output: '{% $exists($own) %}', Next: 'Keep' }),
    Keep: pass({ Assign: { own: 1 }, Next: 'Work' }),
    Work: task({ Arguments: '{% $states.input %}' }),
  };
  await run({ Both: parallel([branch], { Retry: [{ ErrorEquals: ['Busy'] }] }) }, (args) => {
    seen.push(args);
    return raise();
  });

  expect(seen).toEqual([false, false]);
});

rule('Assign of a catcher gives variables to the scope in which the Parallel stands', SCOPE, async () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Look', Assign: { failed: '{% $states.errorOutput.Error %}' } }];
  const { output } = await run({
    Both: parallel([{ Break: { Type: 'Fail', Error: 'Broken' } }], { Catch }),
    Look: pass({ Output: '{% $failed %}' }),
  });

  expect(output).toBe('Broken');
});

rule('What an expression binds for itself is no variable of the machine', SPECIFICATION, async () => {
  const { output } = await run({
    Bind: pass({ Output: '{% ($x := 1; $x) %}', Next: 'Look' }),
    Look: pass({ Output: '{% [$states.input, $exists($x)] %}' }),
  });

  expect(output).toEqual([1, false]);
});

rule('Assign takes the place of a whole variable, not of a part of it', ASSIGN, async () => {
  const { output } = await run({
    Before: pass({ Assign: { x: { a: 1, b: 2 } }, Next: 'Again' }),
    Again: pass({ Assign: { x: { a: 3 } }, Next: 'Look' }),
    Look: pass({ Output: '{% $x %}' }),
  });

  expect(output).toEqual({ a: 3 });
  await expect(assigning({ 'x.y': 42 })).rejects.toThrow('assigns x.y, which is no name');
});

rule('An inner scope may not assign a variable that an outer one assigns', SCOPE, async () => {
  const inner = { Inner: pass({ Assign: { x: 2 } }) };
  for (const group of [parallel([inner]), each([1], inner)]) {
    const definition = machine({ Outer: pass({ Assign: { x: 1 }, Next: 'Group' }), Group: group });

    await expect(runMachine({ definition })).rejects.toThrow(
      'state Inner: assigns x, which an outer scope assigns too',
    );
  }
});

rule('No variable can be named states', `${VARIABLES}#reserved-variable-states`, async () => {
  await expect(assigning({ states: 1 })).rejects.toThrow('a variable cannot be named states');
});

rule(
  'A variable’s name is a Unicode identifier of 80 characters at most',
  `${VARIABLES}#variable-name-syntax`,
  async () => {
    for (const name of ['größe', 'x1_y', 'x'.repeat(80)]) {
      await expect(assigning({ [name]: 1 })).resolves.toMatchObject({ status: 'SUCCEEDED' });
    }
    for (const name of ['1x', 'a b', 'a-b', 'x[2]', '', 'x'.repeat(81)]) {
      await expect(assigning({ [name]: 1 })).rejects.toThrow(`assigns ${name}, which is no name`);
    }
  },
);

rule('Succeed and Fail assign nothing', ASSIGN, async () => {
  for (const Type of ['Succeed', 'Fail']) {
    const definition = machine({ End: { Type, Assign: { x: 1 } } });

    await expect(runMachine({ definition })).rejects.toThrow('the field Assign is not supported');
  }
});
