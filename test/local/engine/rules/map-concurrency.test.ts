import type { Json } from '../../../../local/engine/index.ts';
import { runMachine } from '../../../../local/testing/index.ts';
import { each, INVOKE, machine, pass, run, task, wait } from '../machines.ts';
import { rule } from './rule.ts';

const MAP = 'https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html';
const FIELDS = `${MAP}#map-state-inline-additional-fields`;
const SPECIFICATION = 'https://states-language.net/spec.html#map-state';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const work = { Do: task({ Arguments: '{% $states.input %}' }) };

rule(
  'The results of a Map stand in the order of its items, whichever iteration ends first',
  SPECIFICATION,
  async () => {
    const { output } = await run({ Each: each([3, 1, 2], { Sleep: wait('{% $states.input %}') }) });

    expect(output).toEqual([3, 1, 2]);
  },
);

rule('The results of a Map do not depend on the order in which its iterations start', SPECIFICATION, async () => {
  const started: Json[] = [];
  const { output } = await runMachine({
    definition: machine({ Each: each(numbers(6), work, { MaxConcurrency: 1 }) }),
    fakes: { [INVOKE]: (args) => (started.push(args), args) },
    shuffleIterations: true,
  });

  expect(output).toEqual(numbers(6));
  expect(started).not.toEqual(output);
  expect(new Set(started)).toEqual(new Set(numbers(6)));
});

rule('MaxConcurrency 1 takes the items one after another, in their order', FIELDS, async () => {
  const calls: Json[] = [];
  const { seconds } = await run({ Each: each([3, 1, 2], work, { MaxConcurrency: 1 }) }, async (args, { sleep }) => {
    calls.push(args);
    await sleep(10);
    return args;
  });

  expect([calls, seconds]).toEqual([[3, 1, 2], 30]);
});

rule('No more iterations run at once than MaxConcurrency says', FIELDS, async () => {
  let now = 0;
  let most = 0;
  const { seconds } = await run({ Each: each(numbers(7), work, { MaxConcurrency: 3 }) }, async (_, { sleep }) => {
    now += 1;
    most = Math.max(most, now);
    await sleep(10);
    now -= 1;
    return null;
  });

  expect([most, seconds]).toEqual([3, 30]);
});

rule('MaxConcurrency 0 sets no limit of its own, as its absence', FIELDS, async () => {
  const none = await run({ Each: each(numbers(30), { Sleep: wait(10) }) });
  const zero = await run({ Each: each(numbers(30), { Sleep: wait(10) }, { MaxConcurrency: 0 }) });

  expect([none.seconds, zero.seconds]).toEqual([10, 10]);
});

rule('At most 40 iterations of an inline Map run at once, whatever MaxConcurrency says', MAP, async () => {
  const none = await run({ Each: each(numbers(80), { Sleep: wait(10) }) });
  const hundred = await run({ Each: each(numbers(80), { Sleep: wait(10) }, { MaxConcurrency: 100 }) });

  expect([none.seconds, hundred.seconds]).toEqual([20, 20]);
});

rule('MaxConcurrency may be an expression', FIELDS, async () => {
  const MaxConcurrency = '{% $states.input.width %}';
  const { seconds } = await run({ Each: each(numbers(6), { Sleep: wait(10) }, { MaxConcurrency }) }, undefined, {
    width: 2,
  });

  expect(seconds).toBe(30);
});

rule('MaxConcurrency has to be a whole number that is not negative', SPECIFICATION, async () => {
  for (const expression of ['-1', '1.5', '"2"']) {
    const { error } = await run({ Each: each([1], { Do: pass() }, { MaxConcurrency: `{% ${expression} %}` }) });

    expect(error).toBe('States.QueryEvaluationError');
  }
});
