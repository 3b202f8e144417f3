import { describe, expect, test } from '@jest/globals';
import { aChoice, aPass, aScope, aTask, lint } from './machines.ts';

describe('the lint finds what is left over from JSONPath', () => {
  test.each<[string, object, string]>([
    [
      'a path as a value',
      aTask({ Arguments: { a: ['$.order.id'] } }),
      'Arguments/a[0]: $.order.id is a path of JSONPath',
    ],
    ['a path as the whole Output', aPass({ Output: '$..id' }), 'Output: $..id is a path of JSONPath'],
    ['one into a list', aPass({ Output: "$['id']" }), 'write {% $states.input … %}'],
    ['one into the context', aPass({ Assign: { at: '$$.State.Name' } }), 'write {% $states.context … %}'],
    ['a function', aPass({ Output: { id: 'States.UUID()' } }), 'Output/id: States.UUID() is a function of JSONPath'],
    [
      'the items of a Map',
      {
        ...aPass({ Type: 'Map', Items: '$.all' }),
        ItemProcessor: aScope({ One: aPass({ Next: undefined, End: true }) }),
      },
      'Items: $.all is a path of JSONPath',
    ],
    [
      'what a catcher gives',
      aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Output: '$.x', Next: 'Stop' }] }),
      'Catch[0]/Output: $.x is a path of JSONPath',
    ],
    [
      'what a rule assigns',
      { ...aChoice('Done', 'Stop'), Choices: [{ Condition: true, Assign: { 'x.$': '$.x' }, Next: 'Done' }] },
      'Choices[0]/Assign/x.$: keys ending in .$ belong to JSONPath',
    ],
  ])('%s', (_, state, message) => {
    expect(lint({ Work: state })).toEqual([
      { state: 'Work', rule: 'json-path', message: expect.stringContaining(message) },
    ]);
  });

  test.each(['$', '$5', '$.50', 'costs $.x', '$.x of them', 'States.UUID', 'States.Timeout', "{% '$.x' %}"])(
    'and leaves the text %j alone',
    (text) => {
      expect(lint({ Work: aPass({ Output: { text } }) })).toEqual([]);
    },
  );
});

describe('the lint looks at who gets a token', () => {
  const waiting = (args: unknown) =>
    aTask({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', Arguments: args });
  const giving = (expression: string) => waiting({ FunctionName: 'f', Payload: { given: [`{% ${expression} %}`] } });

  test.each([
    '$states.context.Task.Token',
    '$states . context . Task . Token',
    '{"token": $states.context.Task}',
    '$states.context',
    '$merge([$states, {}])',
    "$lookup($states.context, 'Task').Token",
  ])('and takes %s for giving it', (expression) => {
    expect(lint({ Work: giving(expression) })).toEqual([]);
  });

  test.each<[string, object]>([
    ['no Arguments', waiting(undefined)],
    ['a text that is no expression', waiting({ FunctionName: '$states.context.Task.Token' })],
    ['another part of the context', giving('$states.context.Execution.Id & $states. input.Token')],
  ])('and tells of %s', (_, state) => {
    expect(lint({ Work: state })).toEqual([
      { state: 'Work', rule: 'task-token', message: expect.stringContaining('nobody gets the token') },
    ]);
  });
});
