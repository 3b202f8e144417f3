import * as fc from 'fast-check';
import { bucketOf, percentile } from '../../../../lambdas/core/metrics/histogram.ts';
import { addCounters } from '../../../../lambdas/core/metrics/ports.ts';

const counted = (durations: readonly number[]) => addCounters(durations.map((ms) => ({ [bucketOf(ms)]: 1 })));

it.each([
  [0, 'under1'],
  [1, 'under2'],
  [4_999, 'under5000'],
  [5_000, 'under10000'],
  [604_800_000, 'under1000000000'],
  [1e12, 'under1000000000'],
])('%d ms are counted as %s', (ms, name) => {
  expect(bucketOf(ms)).toBe(name);
});

it('names a bound that at least the share lies under, at most two and a half times the duration itself', () => {
  const durations = fc.array(fc.integer({ min: 1, max: 604_800_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.9, 0.99, 1), (all, share) => {
      const bound = percentile(counted(all), share) ?? 0;
      expect(all.filter((ms) => ms < bound).length).toBeGreaterThanOrEqual(share * all.length);
      const own = all.toSorted((a, b) => a - b)[Math.ceil(share * all.length) - 1] ?? 0;
      expect(bound).toBeLessThanOrEqual(2.5 * own);
    }),
  );
});

it('knows nothing where nothing was counted', () => {
  expect(percentile({ decisions: 3 }, 0.5)).toBeNull();
});
