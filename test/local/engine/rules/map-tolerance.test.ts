import type { Json, JsonObject } from '../../../../local/engine/index.ts';
import type { MachineRun } from '../../../../local/testing/index.ts';
import { refusing } from '../fakes.ts';
import { each, pass, run, task } from '../machines.ts';
import { rule } from './rule.ts';

const THRESHOLD =
  'https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html#maprun-fail-threshold';
const SPECIFICATION = 'https://states-language.net/spec.html#map-state';
const RUNTIME =
  'https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-error-representation';
const EXCEEDED = 'States.ExceedToleratedFailureThreshold';

/** Goes over 0, 1, 2 and 3, of which some fail. */
function tolerating(more: JsonObject, bad: readonly number[], input: Json = {}): Promise<MachineRun> {
  const states = { Do: task({ Arguments: '{% $states.input %}' }) };
  return run({ Each: each([0, 1, 2, 3], states, more), Caught: pass() }, refusing(...bad), input);
}

rule('As many failures as ToleratedFailureCount are tolerated', THRESHOLD, async () => {
  expect((await tolerating({ ToleratedFailureCount: 2 }, [0, 3])).status).toBe('SUCCEEDED');
});

rule('One failure more than ToleratedFailureCount fails the Map under a name of its own', THRESHOLD, async () => {
  expect((await tolerating({ ToleratedFailureCount: 1 }, [0, 3])).error).toBe(EXCEEDED);
});

rule('As large a part of failures as ToleratedFailurePercentage is tolerated', THRESHOLD, async () => {
  expect((await tolerating({ ToleratedFailurePercentage: 50 }, [0, 3])).status).toBe('SUCCEEDED');
});

rule('A larger part of failures than ToleratedFailurePercentage fails the Map', THRESHOLD, async () => {
  expect((await tolerating({ ToleratedFailurePercentage: 49.9 }, [0, 3])).error).toBe(EXCEEDED);
});

rule('The percentage is of all items, not of those that have ended', THRESHOLD, async () => {
  const { status } = await tolerating({ ToleratedFailurePercentage: 25, MaxConcurrency: 1 }, [0]);

  expect(status).toBe('SUCCEEDED');
});

rule('A tolerance of 100 percent lets every item fail', THRESHOLD, async () => {
  expect((await tolerating({ ToleratedFailurePercentage: 100 }, [0, 1, 2, 3])).status).toBe('SUCCEEDED');
});

rule('ToleratedFailureCount may be an expression', THRESHOLD, async () => {
  const more = { ToleratedFailureCount: '{% $states.input.most %}' };

  expect((await tolerating(more, [0, 1], { most: 2 })).status).toBe('SUCCEEDED');
  expect((await tolerating(more, [0, 1], { most: 1 })).error).toBe(EXCEEDED);
});

rule('ToleratedFailurePercentage may be an expression', THRESHOLD, async () => {
  const more = { ToleratedFailurePercentage: '{% $states.input.part * 100 %}' };

  expect((await tolerating(more, [0], { part: 0.25 })).status).toBe('SUCCEEDED');
  expect((await tolerating(more, [0], { part: 0.2 })).error).toBe(EXCEEDED);
});

rule('With both tolerances the Map fails when either is exceeded', SPECIFICATION, async () => {
  const byCount = await tolerating({ ToleratedFailureCount: 1, ToleratedFailurePercentage: 90 }, [0, 1]);
  const byPart = await tolerating({ ToleratedFailureCount: 3, ToleratedFailurePercentage: 30 }, [0, 1]);
  const neither = await tolerating({ ToleratedFailureCount: 2, ToleratedFailurePercentage: 50 }, [0, 1]);

  expect([byCount.error, byPart.error, neither.status]).toEqual([EXCEEDED, EXCEEDED, 'SUCCEEDED']);
});

rule('ToleratedFailurePercentage has to be from 0 to 100', SPECIFICATION, async () => {
  for (const expression of ['-1', '100.5', '"50"']) {
    const { error } = await tolerating({ ToleratedFailurePercentage: `{% ${expression} %}` }, []);

    expect(error).toBe('States.QueryEvaluationError');
  }
});

rule('ToleratedFailureCount has to be a whole number that is not negative', SPECIFICATION, async () => {
  for (const expression of ['-1', '0.5', '"1"']) {
    const { error } = await tolerating({ ToleratedFailureCount: `{% ${expression} %}` }, []);

    expect(error).toBe('States.QueryEvaluationError');
  }
});

rule('A tolerated failure leaves its error in its place among the results', SPECIFICATION, async () => {
  const { output } = await tolerating({ ToleratedFailureCount: 1 }, [2]);

  expect(output).toEqual([0, 1, { Error: 'Refused', Cause: 'it was 2' }, 3]);
});

rule('No Map tolerates States.Runtime: it fails the execution, and nothing catches it', RUNTIME, async () => {
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
  // No choice is made of what is not 0.
  const states = {
    Which: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 0 %}', Next: 'Fine' }] },
    Fine: pass(),
  };
  for (const tolerance of [{ ToleratedFailureCount: 2 }, { ToleratedFailurePercentage: 100 }]) {
    const { error, path } = await run({ Each: each([0, 1], states, { ...tolerance, Catch }), Caught: pass() });

    expect([error, path.includes('Caught')]).toEqual(['States.Runtime', false]);
  }
});

rule('The iterations after a tolerated failure still start', SPECIFICATION, async () => {
  const { output } = await tolerating({ ToleratedFailureCount: 1, MaxConcurrency: 1 }, [0]);

  expect(output).toHaveLength(4);
});

rule('A catcher can name an exceeded tolerance', THRESHOLD, async () => {
  const Catch = [{ ErrorEquals: [EXCEEDED], Next: 'Caught' }];

  expect((await tolerating({ ToleratedFailureCount: 0, Catch }, [1])).path.at(-1)).toBe('Caught');
});
