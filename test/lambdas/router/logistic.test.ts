import fc from 'fast-check';
import { fitLogistic, type Observation } from '../../../lambdas/router/logistic.ts';

const chanceBy = (weights: readonly number[], values: readonly number[]): number =>
  1 / (1 + Math.exp(-values.reduce((sum, value, at) => sum + value * (weights[at] ?? 0), 0)));

const seen = (values: number[], held: number, of: number): Observation[] =>
  Array.from({ length: of }, (_, at) => ({ values, holds: at < held, weight: 1 }));

describe('fitted weights', () => {
  it('say how often it held', () => {
    const weights = fitLogistic([...seen([1, 0], 300, 1_000), ...seen([1, 1], 900, 1_000)]);
    expect(chanceBy(weights, [1, 0])).toBeCloseTo(0.3, 2);
    expect(chanceBy(weights, [1, 1])).toBeCloseTo(0.9, 2);
  });

  it('stay finite where something always holds', () => {
    const weights = fitLogistic(seen([1, 1], 50, 50));
    expect(weights.every(Number.isFinite)).toBe(true);
    expect(chanceBy(weights, [1, 1])).toBeGreaterThan(0.9);
  });

  it('leave what says nothing at zero', () => {
    const [, silent] = fitLogistic([...seen([1, 0, 0], 50, 100), ...seen([1, 0, 1], 80, 100)]);
    expect(silent).toBeCloseTo(0, 9);
  });

  it('count an observation of weight two as two', () => {
    const twice = fitLogistic([...seen([1, 0.5], 30, 80), ...seen([1, 0.5], 30, 80)]);
    const heavy = fitLogistic(seen([1, 0.5], 30, 80).map((one) => ({ ...one, weight: 2 })));
    heavy.forEach((weight, at) => expect(weight).toBeCloseTo(twice[at] ?? NaN, 9));
  });

  it('of no observations are none', () => {
    expect(fitLogistic([])).toEqual([]);
  });

  it('are the same for the same observations, in any order', () => {
    const one = fc.record({
      values: fc.tuple(fc.constant(1), fc.double({ min: -1, max: 1, noNaN: true })),
      holds: fc.boolean(),
      weight: fc.constant(1),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 40 }), (observations) => {
        const [first, second] = [fitLogistic(observations), fitLogistic(observations.toReversed())];
        first.forEach((weight, at) => expect(weight).toBeCloseTo(second[at] ?? NaN, 6));
      }),
    );
  });
});
