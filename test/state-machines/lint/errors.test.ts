import { describe, expect, test } from '@jest/globals';
import { aPass, aScope, aTask, lint } from './machines.ts';

const catching = (...names: string[][]) => names.map((ErrorEquals) => ({ ErrorEquals, Next: 'Stop' }));
const aFail = (error?: string) => ({ Type: 'Fail', ...(error !== undefined && { Error: error }) });

describe('an error that the machine raises itself', () => {
  const branch = aScope({ Give: aPass({ Next: 'Up' }), Up: aFail('SoldOut') });
  const each = (processor: object, Catch: object[]) => aPass({ Type: 'Map', ItemProcessor: processor, Catch });

  test('is known around it', () => {
    const Both = aPass({ Type: 'Parallel', Branches: [branch], Catch: catching(['SoldOut']) });
    expect(lint({ Both })).toEqual([]);
    const within = aScope({ Inner: { ...each(branch, []), Next: undefined, End: true } });
    expect(lint({ Each: each(within, catching(['SoldOut'])) })).toEqual([]);
  });

  test('is not known beside it, nor under another name', () => {
    expect(
      lint({ Each: each(branch, []), Work: aTask({ Catch: catching(['SoldOut']) }) }, { StartAt: 'Work' }),
    ).toEqual(
      expect.arrayContaining([
        { state: 'Work', rule: 'error-names', message: expect.stringContaining('no error is called SoldOut:') },
      ]),
    );
    expect(lint({ Each: each(branch, catching(['SoldOff'])) })).toEqual([
      { state: 'Each', rule: 'error-names', message: expect.stringContaining('SoldOff (did you mean SoldOut?)') },
    ]);
  });

  test.each([
    ['ExectuionLost', 'ExecutionLost'],
    ['Canceled', 'Cancelled'],
    ['Baton.RolldBack', 'Baton.RolledBack'],
  ])('is told of when it is nearly one of ours: %s', (error, meant) => {
    expect(lint({ Give: aPass({ Next: 'Up' }), Up: aFail(error) })).toEqual([
      { state: 'Up', rule: 'error-names', message: expect.stringContaining(`(did you mean ${meant}?)`) },
    ]);
  });

  test.each(['TripCancelled', 'CardInvalid', 'SoldOut', 'States.Timeout', '{% $states.input.error %}', undefined])(
    'is the machine’s own business otherwise: %s',
    (error) => {
      expect(lint({ Give: aPass({ Next: 'Up' }), Up: aFail(error) })).toEqual([]);
    },
  );
});

describe('a retrier or catcher', () => {
  test.each<[string[][], string]>([
    [[['States.Timeout'], ['States.Timeout']], 'States.Timeout'],
    [
      [
        ['States.Timeout', 'Lambda.Unknown'],
        ['Lambda.Unknown', 'States.HeartbeatTimeout'],
      ],
      'Lambda.Unknown, States.',
    ],
    [[['States.Timeout'], ['Lambda.Unknown'], ['Lambda.Unknown', 'States.Timeout']], 'Lambda.Unknown, States.Timeout'],
    [[['States.TaskFailed'], ['Lambda.Unknown']], 'Lambda.Unknown'],
  ])('that nothing comes to is told of: %j', (names, taken) => {
    const message = expect.stringMatching(
      `\\[${names.length - 1}\\]: never reached, for what is above it takes ${taken}`,
    );
    const Retry = names.map((ErrorEquals) => ({ ErrorEquals }));
    expect(lint({ Work: aTask({ Retry, Catch: catching(...names) }) })).toEqual([
      { state: 'Work', rule: 'unreached-guards', message },
      { state: 'Work', rule: 'unreached-guards', message },
    ]);
  });

  test.each<[string[][]]>([
    [[['Lambda.Unknown'], ['States.TaskFailed'], ['States.ALL']]],
    [[['States.TaskFailed'], ['States.Timeout']]],
    [[['States.TaskFailed'], ['States.HeartbeatTimeout']]],
    [[['States.TaskFailed'], ['States.DataLimitExceeded']]],
    [[['States.HeartbeatTimeout'], ['States.Timeout']]],
    [[['Lambda.Unknown'], ['Lambda.Unknown', 'States.Timeout']]],
  ])('that something comes to is left alone: %j', (names) => {
    expect(lint({ Work: aTask({ Catch: catching(...names) }) })).toEqual([]);
  });
});
