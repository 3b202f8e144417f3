import { describe, expect, test } from '@jest/globals';
import { parseFault } from '../../cli/inject.ts';

describe('a fault on the command line', () => {
  test.each([
    ['step=build-api,attempt=1,kind=error', { step: 'build-api', attempt: 1, kind: 'error' }],
    ['kind=crash,step=t1', { step: 't1', kind: 'crash' }],
    [' step = t1-review-0 , kind = late ', { step: 't1-review-0', kind: 'late' }],
  ])('is read from %j', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  test.each([
    ['', '"" is not of the form key=value.'],
    ['build-api', '"build-api" is not of the form key=value.'],
    ['step=a,kind=error,', '"" is not of the form key=value.'],
    ['stpe=a,kind=error', 'there is no stpe: step, attempt, kind are known.'],
    ['toString=a', 'there is no toString: step, attempt, kind are known.'],
    ['step=a,step=b,kind=error', 'step is given twice.'],
    ['kind=error', 'step is missing: the id of a task is expected.'],
    ['step=a', 'kind is missing: one of error, timeout, late, malformed, crash is expected.'],
    ['step=a,kind=slow', 'kind is "slow": one of error, timeout, late, malformed, crash is expected.'],
    ['step=a/b,kind=error', 'step is "a/b": the id of a task is expected.'],
    ['step=,kind=error', 'step is "": the id of a task is expected.'],
    ['step=a,attempt=0,kind=error', 'attempt is "0": a whole number from 1 is expected.'],
    ['step=a,attempt=1.5,kind=error', 'attempt is "1.5": a whole number from 1 is expected.'],
    ['step=a,attempt=,kind=error', 'attempt is "": a whole number from 1 is expected.'],
    ['step=a,attempt=first,kind=error', 'attempt is "first": a whole number from 1 is expected.'],
  ])('is refused for %j, and what is wrong is named', (text, message) => {
    expect(() => parseFault(text)).toThrow(message);
  });
});
