import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../../../cli/assembly.ts';
import { lintMachine } from '../../../state-machines/lint/lint-machine.ts';
import { aChoice, aMachine, aPass, aScope, aTask, lint, type States } from './machines.ts';

const token = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const payload = (expression: string) => ({ Arguments: { FunctionName: 'f', Payload: `{% ${expression} %}` } });

describe('the lint has nothing to say of', () => {
  test.each<[string, States]>([
    ['a Task with all that it needs', { Work: aTask() }],
    ['a heartbeat under the time-out', { Work: aTask({ HeartbeatSeconds: '{% 3 * 3 %}' }) }],
    ['a heartbeat that only a run can tell', { Work: aTask({ HeartbeatSeconds: '{% $states.input.beat %}' }) }],
    ['any JSON as Output', { Work: aTask({ Output: [1, null, 'text'] }) }],
    ['expressions of several lines', { Work: aTask({ Output: '{% (\n  $n := 1;\n  $n + 1\n) %}' }) }],
    ['a number that is an expression without room around it', { Work: aTask({ TimeoutSeconds: '{%1+1%}' }) }],
    ['a state that is called as a field is', { Output: aTask() }],
    ['a result where there is one', { Work: aTask({ Output: '{% $states.result.Payload %}' }) }],
    ['a token where there is one', { Work: aTask({ Resource: token, ...payload('$states.context.Task.Token') }) }],
    [
      'an error where it was caught',
      { Work: aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput %}', Next: 'Stop' }] }) },
    ],
    [
      'an item inside a Map, and where it is selected',
      {
        Each: aPass({
          Type: 'Map',
          ItemSelector: '{% $states.context.Map.Item.Value %}',
          ItemProcessor: aScope({ One: { Type: 'Pass', Output: '{% $states.context.Map.Item.Index %}', End: true } }),
        }),
      },
    ],
  ])('%s', (_, states) => {
    expect(lint(states)).toEqual([]);
  });

  const folder = join(root, 'state-machines');
  const own = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((it) => it.endsWith('.asl.json'));

  test.each(own)('%s of this repository', (file) => {
    expect(lintMachine(readFileSync(join(folder, file), 'utf8'))).toEqual([]);
  });
});

describe('the lint finds', () => {
  test.each<[string, object, string, string]>([
    ['no time-out', { TimeoutSeconds: undefined }, 'guards', 'a Task without TimeoutSeconds: it may wait for ever'],
    ['no Retry', { Retry: undefined }, 'guards', 'a Task without Retry'],
    ['a Retry of nothing', { Retry: [] }, 'guards', 'a Task without Retry'],
    ['no Catch', { Catch: [], Next: 'Stop' }, 'guards', 'a Task without Catch'],
    [
      'a heartbeat as long as the time-out',
      { HeartbeatSeconds: '{% 10 %}' },
      'heartbeat',
      'HeartbeatSeconds is 10, not under TimeoutSeconds, 10',
    ],
    ['one that is longer, in expressions', { HeartbeatSeconds: '{% 2 * 60 %}' }, 'heartbeat', 'is 120, not under'],
    [
      'one that is the time-out',
      { HeartbeatSeconds: '{% $states.input.s %}', TimeoutSeconds: '{% $states.input.s %}' },
      'heartbeat',
      'is the same expression as TimeoutSeconds',
    ],
    [
      'an error that nobody raises',
      { Retry: [{ ErrorEquals: ['ModelThrotled'] }] },
      'error-names',
      'Retry[0]/ErrorEquals: no error is called ModelThrotled (did you mean ModelThrottled?)',
    ],
    [
      'one that Step Functions does not raise',
      { Retry: [{ ErrorEquals: ['States.Timout'] }] },
      'error-names',
      'no error is called States.Timout (did you mean States.Timeout?)',
    ],
    ['one that is never caught', { Retry: [{ ErrorEquals: ['States.Runtime'] }] }, 'error-names', 'is never caught'],
    [
      'one that the integration spells otherwise',
      {
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem',
        Retry: [{ ErrorEquals: ['DynamoDB.ThrottlingException'] }],
      },
      'error-names',
      'write DynamoDb.ThrottlingException',
    ],
    [
      'a placeholder that nobody fills',
      { Arguments: { FunctionName: '${RouterArn}' } },
      'placeholders',
      'Arguments/FunctionName: nobody fills the placeholder ${RouterArn}',
    ],
    [
      'a key of JSONPath',
      { Arguments: { FunctionName: 'f', Payload: [{ 'id.$': '$.id' }] } },
      'json-path',
      'Arguments/Payload[0]/id.$: keys ending in .$ belong to JSONPath',
    ],
    ['a variable that nothing sets', payload('$rout.id'), 'variables', 'Arguments/Payload: no state sets $rout'],
    ['a function that there is not', payload("$upercase('x')"), 'functions', 'there is no function $upercase'],
    ['a function without its $', payload("uppercase('x')"), 'functions', 'write $uppercase(…)'],
    [
      'more arguments than a function takes',
      payload('$sum(1, 2)'),
      'functions',
      '$sum takes one argument at most, not 2',
    ],
    ['the same by ~>', payload("'a' ~> $hash('MD5', 1)"), 'functions', '$hash takes 2 arguments at most, not 3'],
    ['a field without what it is a field of', payload('input.x'), 'context', 'write $states.input.input, or $input'],
    ['$states without its $', payload('states.input.x'), 'context', 'states stands for nothing here: write $states'],
    ['$ with nothing around it', payload('$.x'), 'context', '$ stands for nothing here: write $states.input'],
    ['$$ anywhere', payload('$states.input.a[$$.x = 1]'), 'context', '$$ stands for nothing here'],
    ['an unknown member of $states', payload('$states.inputs'), 'states-members', '(did you mean input?)'],
    ['an unknown part of the context', payload('$states.context.Exection.Id'), 'states-members', 'Execution?'],
    ['an unknown member of a part', payload('$states.context.State.Retries'), 'states-members', 'RetryCount'],
    ['a name that every object has', payload('$states.context.constructor.name'), 'states-members', 'no constructor'],
    [
      'an unknown member of an error',
      { Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.error %}', Next: 'Stop' }] },
      'states-members',
      'Catch[0]/Output: $states.errorOutput has no error (did you mean Error?): it has Error, Cause',
    ],
    ['a token that there is not', payload('$states.context.Task.Token'), 'states-members', '.waitForTaskToken'],
    ['an item outside a Map', payload('$states.context.Map.Item.Value'), 'states-members', 'inside a Map only'],
    ['a Comment that is no text', { Comment: 5 }, 'form', 'Comment: must be string'],
    ['a time-out that is a text', { TimeoutSeconds: 'ten' }, 'form', 'TimeoutSeconds: is of no form'],
  ])('%s', (_, changes, rule, message) => {
    expect(lint({ Work: aTask(changes) })).toEqual([
      { state: 'Work', rule, message: expect.stringContaining(message) },
    ]);
  });

  test('a placeholder of the machine itself', () => {
    expect(lint({ Work: aTask() }, { Comment: 'for ${Nobody}' })).toEqual([
      { rule: 'placeholders', message: expect.stringContaining('Comment: nobody fills the placeholder ${Nobody}') },
    ]);
  });

  test('another query language, once', () => {
    expect(lint({ Work: aTask(), More: aTask() }, { QueryLanguage: 'JSONPath', StartAt: 'More' })[0]).toEqual({
      rule: 'language',
      message: expect.stringContaining('QueryLanguage is not JSONata at the top level'),
    });
  });

  test('a state that no way leads to', () => {
    expect(lint({ Work: aTask(), Lost: aPass() })).toEqual([
      { state: 'Lost', rule: 'transitions', message: expect.stringContaining('no way leads here') },
    ]);
  });

  test('a machine that nothing ends', () => {
    expect(lint({ Start: aChoice('Start', 'Again'), Again: aPass({ Next: 'Start' }) })).toEqual([
      { state: 'Start', rule: 'transitions', message: expect.stringContaining('nothing ends what begins here') },
    ]);
  });

  test('what is wrong inside branches and iterations', () => {
    const inner = aScope({ Inner: aTask({ Retry: undefined, Next: undefined, End: true, Catch: undefined }) });
    const states = { Both: { Type: 'Parallel', Branches: [inner], Next: 'Done' } };
    expect(lint(states).map(({ state, message }) => `${state}: ${message.slice(0, 20)}`)).toEqual([
      'Inner: a Task without Retry',
      'Inner: a Task without Catch',
    ]);
  });

  test('nothing in what is no machine, but says so', () => {
    expect(lintMachine('[]')).toEqual([{ rule: 'form', message: 'the definition is no JSON object' }]);
    expect(lintMachine('{"QueryLanguage":"JSONata","States":{"A":5}}').length).toBeGreaterThan(0);
    expect(() => lintMachine('{')).toThrow(SyntaxError);
    expect(lintMachine(aMachine({ Work: aTask() }))).toEqual([]);
  });
});
