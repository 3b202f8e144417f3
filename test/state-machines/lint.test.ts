import { describe, expect, test } from '@jest/globals';
import { lintMachine } from '../../state-machines/lint.ts';

const task = {
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: '${RouterFunctionArn}', Payload: {} },
  TimeoutSeconds: 10,
  Retry: [{ ErrorEquals: ['ModelThrottled', 'Lambda.TooManyRequestsException'] }],
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Stop' }],
  End: true,
};

function lint(change: Record<string, unknown> = {}, machine: Record<string, unknown> = {}): string[] {
  const work = Object.fromEntries(Object.entries({ ...task, ...change }).filter(([, value]) => value !== undefined));
  const states = { Work: work, Stop: { Type: 'Fail', Error: 'x' } };
  return lintMachine(JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Work', States: states, ...machine }));
}

describe('the lint of machines', () => {
  test('has nothing to say of a good one', () => {
    expect(lint()).toEqual([]);
  });

  test.each(['TimeoutSeconds', 'Retry', 'Catch'])('wants %s on a Task', (field) => {
    expect(lint({ [field]: undefined })).toContainEqual(expect.stringContaining(`Work: a Task without ${field}`));
  });

  test('names an error that does not exist', () => {
    expect(lint({ Retry: [{ ErrorEquals: ['ModelThrotled'] }] })).toEqual(['Work: no error is called ModelThrotled']);
  });

  test('wants States.ALL alone and last', () => {
    const early = [
      { ErrorEquals: ['States.ALL'], Next: 'Stop' },
      { ErrorEquals: ['States.Timeout'], Next: 'Stop' },
    ];
    expect(lint({ Catch: early })).toContain('Work: States.ALL stands neither alone nor last');
    const beside = [{ ErrorEquals: ['States.ALL', 'States.Timeout'], Next: 'Stop' }];
    expect(lint({ Catch: beside })).toContain('Work: States.ALL stands neither alone nor last');
  });

  test('names a placeholder that nobody fills', () => {
    expect(lint({ Arguments: { FunctionName: '${Nobody}' } })).toEqual(['nobody fills the placeholder ${Nobody}']);
  });

  test('wants JSONata throughout', () => {
    expect(lint({}, { QueryLanguage: 'JSONPath' })).toContain('QueryLanguage is not JSONata at the top level');
  });

  test('looks into branches', () => {
    const inner = { StartAt: 'Inner', States: { Inner: { ...task, Catch: undefined } } };
    const machine = {
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [inner], End: true }, Stop: { Type: 'Fail' } },
    };
    expect(lintMachine(JSON.stringify({ QueryLanguage: 'JSONata', ...machine }))).toContain(
      'Inner: a Task without Catch ends the execution without a word',
    );
  });

  test('says what the language itself does not allow', () => {
    expect(lint({}, { StartAt: 'Nowhere' }).join()).toContain('Nowhere');
  });
});
