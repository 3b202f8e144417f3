import { expect, test } from '@jest/globals';
import { inHundredths, median } from '../../bench/statistics.ts';

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect([median([3]), median([9, 1, 4]), median([4, 1, 9, 2])]).toEqual([3, 4, 3]);
  expect(() => median([])).toThrow(RangeError);
});

test('figures are printed with two decimals at most', () => {
  const figures = { ms: 12.345678, kb: 7, deep: [{ ratio: 0.126 }], name: '1.23456', none: null };
  expect(JSON.stringify(figures, inHundredths)).toBe(
    '{"ms":12.35,"kb":7,"deep":[{"ratio":0.13}],"name":"1.23456","none":null}',
  );
});
