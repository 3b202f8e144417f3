import { describe, expect, test } from '@jest/globals';
import type { Resource } from '../../../local/template/assembly.ts';
import { Intrinsics } from '../../../local/template/intrinsics.ts';

const resources: Record<string, Resource> = {
  Journal: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'journal' } },
  Router: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'router' } },
  Machine: {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: { StateMachineName: { 'Fn::Join': ['-', ['a', 'b']] } },
  },
  Unnamed: { Type: 'AWS::Events::EventBus', Properties: {} },
};

function resolve(value: unknown): unknown {
  const template = { Resources: resources, Parameters: { Version: { Default: '6' } } };
  return new Intrinsics({ stackName: 'stack', template }).resolve(value);
}

describe('intrinsic functions', () => {
  test.each([
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
    ['a parameter’s default', { Ref: 'Version' }, '6'],
    ['a table’s name', { Ref: 'Journal' }, 'journal'],
    ['a machine’s ARN', { Ref: 'Machine' }, 'arn:aws:states:us-east-1:000000000000:stateMachine:a-b'],
    ['a name that the template leaves open', { Ref: 'Unnamed' }, 'Unnamed'],
    ['an ARN', { 'Fn::GetAtt': ['Router', 'Arn'] }, 'arn:aws:lambda:us-east-1:000000000000:function:router'],
    [
      'an ARN by a dotted name',
      { 'Fn::GetAtt': 'Journal.Arn' },
      'arn:aws:dynamodb:us-east-1:000000000000:table/journal',
    ],
    ['a text', { 'Fn::Sub': '${AWS::AccountId}/${Journal}/${Router.Arn}/${Own}' }, undefined],
    [
      'a text with values of its own',
      { 'Fn::Sub': ['${Own}-${Journal}', { Own: { Ref: 'Router' } }] },
      'router-journal',
    ],
    ['a part of a list', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['whatever is inside of lists and objects', { a: [{ Ref: 'Journal' }], b: 1 }, { a: ['journal'], b: 1 }],
  ])('give %s', (_name, value, expected) => {
    if (expected === undefined) expect(() => resolve(value)).toThrow('stack refers to Own');
    else expect(resolve(value)).toEqual(expected);
  });

  test.each([
    [{ Ref: 'Nobody' }, /stack refers to Nobody/],
    [{ 'Fn::GetAtt': ['Nobody', 'Arn'] }, /stack refers to Nobody/],
    [{ 'Fn::ImportValue': 'x' }, /Fn::ImportValue, which the local runtime does not know/],
  ])('name what cannot be resolved in %j', (value, expected) => {
    expect(() => resolve(value)).toThrow(expected);
  });
});
