import { describe, expect, test } from '@jest/globals';
import { matchesRecorded, type RecordedCase } from '../../../local/testing/index.ts';

type Value = RecordedCase['input'];

describe('a recorded text', () => {
  test.each([
    ['same', 'same'],
    ['<id>', ''],
    ['<id>', 'any\nthing'],
    ['a <id> b <time>', 'a 1 b 2'],
    ['<a>-<b>-', '1-2-3-'],
    ['a<x>a', 'aa'],
    ['(<x>.', '($1.'],
    ['<x>ab<y>b', 'abab b'],
  ])('%j is %j', (expected, actual) => {
    expect(matchesRecorded(expected, actual, [])).toBe(true);
  });

  test.each([
    ['same', 'same '],
    ['a<x>', 'ba'],
    ['<x>a', 'ab'],
    ['a<x>a', 'a'],
    ['<x>ab<y>b', 'ab'],
    ['<x>b<y>a<z>', 'ab'],
    ['.', 'a'],
  ])('%j is not %j', (expected, actual) => {
    expect(matchesRecorded(expected, actual, [])).toBe(false);
  });

  test('of many wildcards is told from a long text that is nearly it', () => {
    expect(matchesRecorded(`${'<a>b'.repeat(20)}X`, 'ab'.repeat(50_000), [])).toBe(false);
  });
});

describe('a recorded object', () => {
  test.each<[Value, Value, boolean]>([
    [{ constructor: 1 }, {}, false],
    [{}, { toString: 1 }, false],
    [{ constructor: 1, id: '<uuid>' }, { id: 'x', constructor: 1 }, true],
  ])('%j is %j: %j', (expected, actual, same) => {
    expect(matchesRecorded(expected, actual, [])).toBe(same);
  });
});
