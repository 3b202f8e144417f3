import {
  BatonError,
  type ErrorKind,
  errorKinds,
  type ErrorName,
  errorNameOf,
  isBatonError,
  messageOf,
} from '../../../lambdas/core/errors.ts';

const names = Object.keys(errorKinds) as ErrorName[];

describe.each(names)('%s', (name) => {
  const kind: ErrorKind = errorKinds[name];

  it('says how severe it is, whether a retry helps, and what it means', () => {
    expect(['critical', 'high', 'medium', 'low']).toContain(kind.severity);
    expect(typeof kind.retry).toBe('boolean');
    expect(kind.title).toMatch(/^[A-Z][^\n]{10,80}[^.\n]$/);
  });

  it('is the name of the error that is thrown, whatever a minifier makes of the class', () => {
    const error = new BatonError(name, 'what was wrong');
    expect(Object.getOwnPropertyDescriptor(error, 'name')?.value).toBe(name);
    expect(String(error)).toBe(`${name}: what was wrong`);
    expect(error.kind).toBe(kind);
  });
});

it('gives no two kinds the same title', () => {
  expect(new Set(names.map((name) => errorKinds[name].title)).size).toBe(names.length);
});

it('carries the faults by field and the cause, when there are any', () => {
  const cause = new Error('inner');
  const faults = [{ field: 'tasks[2].agent', message: 'is not registered' }];
  expect(new BatonError('InvalidRequest', 'wrong shape', { faults, cause })).toMatchObject({ faults, cause });
  expect(new BatonError('InvalidRequest', 'wrong shape').faults).toEqual([]);
  expect(new BatonError('InvalidRequest', 'wrong shape')).not.toHaveProperty('cause');
});

it('is recognized among other errors, by name where one is given', () => {
  const error: unknown = new BatonError('NotFound', 'no request');
  expect(isBatonError(error)).toBe(true);
  expect(isBatonError(error, 'NotFound')).toBe(true);
  expect(isBatonError(error, 'InvalidId')).toBe(false);
  expect(isBatonError(new Error('NotFound'))).toBe(false);
  expect(isBatonError({ name: 'NotFound', message: '' })).toBe(false);
});

describe('a name from the journal', () => {
  it.each(names)('%s is itself', (name) => {
    expect(errorNameOf(name)).toBe(name);
  });

  it.each(['TypeError', 'States.Timeout', '', 'toString', 'constructor', '__proto__'])(
    '%j, which is none of ours, was a failure of the agent',
    (name) => {
      expect(errorNameOf(name)).toBe('AgentReportedFailure');
    },
  );
});

it('finds the words of whatever was thrown', () => {
  expect(messageOf(new Error('it broke'))).toBe('it broke');
  expect(messageOf('it broke')).toBe('it broke');
  expect(messageOf(undefined)).toBe('undefined');
});
