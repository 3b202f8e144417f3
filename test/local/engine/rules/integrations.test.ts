import {
  dynamoDbIntegrations,
  eventsIntegrations,
  lambdaIntegrations,
  snsIntegrations,
  type Integrations,
  type Json,
  type JsonObject,
  type LambdaAnswer,
} from '../../../../local/engine/index.ts';
import { runMachine, type MachineRun } from '../../../../local/testing/index.ts';
import { machine, task, types } from '../machines.ts';
import { rule } from './rule.ts';

const GUIDE = 'https://docs.aws.amazon.com/step-functions/latest/dg';
const LAMBDA = `${GUIDE}/connect-lambda.html`;
const ERRORS = `${GUIDE}/concepts-error-handling.html#error-handling-error-representation`;
const EVENTBRIDGE = `${GUIDE}/connect-eventbridge.html`;
const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:greet';

function runWith(integrations: Integrations, state: JsonObject): Promise<MachineRun> {
  return runMachine({ definition: machine({ Work: task(state) }), fakes: integrations });
}

/** Calls a function that does this. */
const invoking = (answer: () => Promise<LambdaAnswer>): Promise<MachineRun> =>
  runWith(lambdaIntegrations(answer), { Arguments: { FunctionName: 'greet' } });

rule('lambda:invoke calls a function by name, qualifier and payload, and answers as Invoke does', LAMBDA, async () => {
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

rule('A function’s own ARN as Resource gives the bare payload, and events of a function', LAMBDA, async () => {
  const echo = lambdaIntegrations(async ({ payload }) => ({ payload }));
  const result = await runWith(echo, { Resource: FUNCTION, Arguments: { a: 1 } });

  expect(result.output).toEqual({ a: 1 });
  expect(types(result).slice(2, 5)).toEqual([
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionSucceeded',
  ]);
});

rule('A function that fails fails its task under its errorType, with what it answered as cause', LAMBDA, async () => {
  const payload = { errorType: 'OutOfStock', errorMessage: 'none left', trace: ['OutOfStock: none left'] };
  const { error, cause = '' } = await invoking(async () => ({ functionError: 'Unhandled', payload }));

  expect([error, JSON.parse(cause)]).toEqual(['OutOfStock', payload]);
});

rule(
  'A function that ran into its own time-out is Sandbox.Timedout, one that says nothing Lambda.Unknown',
  ERRORS,
  async () => {
    const timedOut = { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' };

    expect((await invoking(async () => ({ functionError: 'Unhandled', payload: timedOut }))).error).toBe(
      'Sandbox.Timedout',
    );
    expect((await invoking(async () => ({ functionError: 'Unhandled', payload: null }))).error).toBe('Lambda.Unknown');
  },
);

rule('What Lambda itself refuses is Lambda.… under its own name', ERRORS, async () => {
  const { error } = await invoking(() =>
    Promise.reject(Object.assign(new Error('Rate Exceeded'), { name: 'TooManyRequestsException' })),
  );

  expect(error).toBe('Lambda.TooManyRequestsException');
});

rule('A call that never reached Lambda is Lambda.SdkClientException', ERRORS, async () => {
  expect((await invoking(() => Promise.reject(new Error('connect ECONNREFUSED')))).error).toBe(
    'Lambda.SdkClientException',
  );
});

rule('An aws-sdk resource calls the operation that it names', `${GUIDE}/supported-services-awssdk.html`, async () => {
  const calls: unknown[] = [];
  const dynamodb = dynamoDbIntegrations(async (operation, args) => {
    calls.push([operation, args]);
    return { Attributes: {} };
  });
  await runWith(dynamodb, { Resource: 'arn:aws:states:::aws-sdk:dynamodb:query', Arguments: { TableName: 't' } });

  expect(calls).toEqual([['query', { TableName: 't' }]]);
});

const refused = Object.assign(new Error('The conditional request failed'), {
  name: 'ConditionalCheckFailedException',
  $metadata: { httpStatusCode: 400, requestId: 'r-1' },
});

rule(
  'Errors of the optimized DynamoDB integration are DynamoDB.…, of the aws-sdk one DynamoDb.…',
  `${GUIDE}/connect-ddb.html`,
  async () => {
    for (const [resource, name] of [
      ['dynamodb:updateItem', 'DynamoDB.ConditionalCheckFailedException'],
      ['aws-sdk:dynamodb:updateItem', 'DynamoDb.ConditionalCheckFailedException'],
      ['aws-sdk:dynamodb:updateItem.waitForTaskToken', 'DynamoDb.ConditionalCheckFailedException'],
    ]) {
      const failing = dynamoDbIntegrations(() => Promise.reject(refused));
      const { error, cause } = await runWith(failing, { Resource: `arn:aws:states:::${resource}`, Arguments: {} });

      expect([error, cause]).toEqual([
        name,
        'The conditional request failed (Service: DynamoDb, Status Code: 400, Request ID: r-1)',
      ]);
    }
  },
);

rule('putEvents sends details as text and adds execution and machine to the resources', EVENTBRIDGE, async () => {
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

rule('An entry that EventBridge did not take fails the task as EventBridge.FailedEntry', EVENTBRIDGE, async () => {
  const events = eventsIntegrations(async () => ({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'NoSuchBus' }] }));
  const { error } = await runWith(events, {
    Resource: 'arn:aws:states:::events:putEvents',
    Arguments: { Entries: [] },
  });

  expect(error).toBe('EventBridge.FailedEntry');
});

rule('sns:publish sends a message as text', `${GUIDE}/connect-sns.html`, async () => {
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
