import {
  dynamoDbIntegrations,
  eventsIntegrations,
  lambdaIntegrations,
  snsIntegrations,
  type Integrations,
  type Json,
  type JsonObject,
  type LambdaAnswer,
} from '../../../local/engine/index.ts';
import { runMachine, type MachineRun } from '../../../local/testing/index.ts';
import { machine, task } from './machines.ts';

function runWith(integrations: Integrations, state: JsonObject): Promise<MachineRun> {
  return runMachine({ definition: machine({ Work: task(state) }), fakes: integrations });
}

// https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
describe('Lambda', () => {
  const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:greet';

  it('gets name, qualifier and payload, and answers as Invoke does', async () => {
    const calls: unknown[] = [];
    const lambda = lambdaIntegrations(async (request) => {
      calls.push(request);
      return { payload: { hello: 'you' } };
    });
    const { output } = await runWith(lambda, {
      Arguments: { FunctionName: `${FUNCTION}:live`, Payload: { who: 'you' } },
    });

    expect(calls).toEqual([{ functionName: 'greet', qualifier: 'live', payload: { who: 'you' } }]);
    expect(output).toMatchObject({ ExecutedVersion: '$LATEST', Payload: { hello: 'you' }, StatusCode: 200 });
  });

  it('gives the bare payload when the resource is the function itself', async () => {
    const { output, history } = await runWith(
      lambdaIntegrations(async ({ payload }) => ({ payload })),
      { Resource: FUNCTION, Arguments: { a: 1 } },
    );

    expect(output).toEqual({ a: 1 });
    expect(history.map((it) => it.type).slice(2, 5)).toEqual([
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
    ]);
  });

  it.each<[string, () => Promise<LambdaAnswer>, string]>([
    [
      'its errorType',
      async () => ({
        functionError: 'Unhandled',
        payload: { errorType: 'OutOfStock', errorMessage: 'none left', trace: [] },
      }),
      'OutOfStock',
    ],
    [
      'Sandbox.Timedout',
      async () => ({
        functionError: 'Unhandled',
        payload: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' },
      }),
      'Sandbox.Timedout',
    ],
    ['Lambda.Unknown without a type', async () => ({ functionError: 'Unhandled', payload: null }), 'Lambda.Unknown'],
    [
      'Lambda.TooManyRequestsException',
      () => Promise.reject(Object.assign(new Error('Rate Exceeded'), { name: 'TooManyRequestsException' })),
      'Lambda.TooManyRequestsException',
    ],
    [
      'Lambda.SdkClientException when nothing answers',
      () => Promise.reject(new Error('connect ECONNREFUSED')),
      'Lambda.SdkClientException',
    ],
  ])('fails the task under %s', async (_, invoke, expected) => {
    const { error } = await runWith(lambdaIntegrations(invoke), { Arguments: { FunctionName: 'greet' } });

    expect(error).toBe(expected);
  });

  it('gives the function’s error as cause', async () => {
    const payload = { errorType: 'OutOfStock', errorMessage: 'none left', trace: ['OutOfStock: none left'] };
    const { cause = '' } = await runWith(
      lambdaIntegrations(async () => ({ functionError: 'Unhandled', payload })),
      { Arguments: { FunctionName: 'greet' } },
    );

    expect(JSON.parse(cause)).toEqual(payload);
  });
});

// https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
describe('DynamoDB', () => {
  const refused = Object.assign(new Error('The conditional request failed'), {
    name: 'ConditionalCheckFailedException',
    $metadata: { httpStatusCode: 400, requestId: 'r-1' },
  });

  it('gets the operation’s name and arguments', async () => {
    const calls: unknown[] = [];
    const dynamodb = dynamoDbIntegrations(async (operation, args) => {
      calls.push([operation, args]);
      return { Attributes: {} };
    });
    await runWith(dynamodb, { Resource: 'arn:aws:states:::aws-sdk:dynamodb:query', Arguments: { TableName: 't' } });

    expect(calls).toEqual([['query', { TableName: 't' }]]);
  });

  it.each([
    ['arn:aws:states:::dynamodb:updateItem', 'DynamoDB.ConditionalCheckFailedException'],
    ['arn:aws:states:::aws-sdk:dynamodb:updateItem', 'DynamoDb.ConditionalCheckFailedException'],
    ['arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken', 'DynamoDb.ConditionalCheckFailedException'],
  ])('reports an error of %s as %s', async (Resource, expected) => {
    const { error, cause } = await runWith(
      dynamoDbIntegrations(() => Promise.reject(refused)),
      { Resource, Arguments: {} },
    );

    expect([error, cause]).toEqual([
      expected,
      'The conditional request failed (Service: DynamoDb, Status Code: 400, Request ID: r-1)',
    ]);
  });
});

describe('EventBridge and SNS', () => {
  it('put events with text details and the execution among the resources', async () => {
    const put: JsonObject[] = [];
    const events = eventsIntegrations(async (entries) => {
      put.push(...entries);
      return { FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] };
    });
    const Arguments = { Entries: [{ Source: 'baton', DetailType: 'Done', Detail: { a: 1 } }] };
    const { output } = await runWith(events, { Resource: 'arn:aws:states:::events:putEvents', Arguments });

    expect(output).toMatchObject({ Entries: [{ EventId: 'e-1' }] });
    expect(put).toEqual([
      {
        Source: 'baton',
        DetailType: 'Done',
        Detail: '{"a":1}',
        Resources: [
          'arn:aws:states:us-east-1:123456789012:execution:machine:run',
          'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
        ],
      },
    ]);
  });

  it('fail the task when an entry was not taken', async () => {
    const events = eventsIntegrations(async () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'NoSuchBus' }] }));
    const { error } = await runWith(events, {
      Resource: 'arn:aws:states:::events:putEvents',
      Arguments: { Entries: [] },
    });

    expect(error).toBe('EventBridge.FailedEntry');
  });

  it('publish a message as text', async () => {
    const sent: Json[] = [];
    const sns = snsIntegrations(async (message) => {
      sent.push(message);
      return { MessageId: 'm-1' };
    });
    const { output } = await runWith(sns, {
      Resource: 'arn:aws:states:::sns:publish',
      Arguments: { TopicArn: 't', Message: { a: 1 } },
    });

    expect([sent, output]).toEqual([
      [{ TopicArn: 't', Message: '{"a":1}' }],
      expect.objectContaining({ MessageId: 'm-1' }),
    ]);
  });
});
