import { expect, test } from '@jest/globals';
import { inThousandths, median, percentile } from '../../bench/statistics.ts';

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect([median([3]), median([9, 1, 4]), median([4, 1, 9, 2])]).toEqual([3, 4, 3]);
  expect(() => median([])).toThrow(RangeError);
});

test('a percentile is a value that was seen, with that share of the others not above it', () => {
  const values = [5, 1, 4, 2, 3];
  expect([0, 0.2, 0.5, 0.9, 1].map((share) => percentile(values, share))).toEqual([1, 1, 3, 5, 5]);
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});

test('figures are printed with three decimals at most', () => {
  const figures = { ms: 12.345678, kb: 7, deep: [{ ratio: 0.126 }], name: '1.23456', none: null };
  expect(JSON.stringify(figures, inThousandths)).toBe(
    '{"ms":12.346,"kb":7,"deep":[{"ratio":0.126}],"name":"1.23456","none":null}',
  );
});
