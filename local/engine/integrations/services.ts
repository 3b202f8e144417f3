import { randomUUID } from 'node:crypto';
import { TaskError } from '../errors.ts';
import { isObject } from '../json.ts';
import type { Integrations, Json, JsonObject, TaskContext } from '../types.ts';
import { serviceError } from './errors.ts';

/** Runs a DynamoDB operation (`updateItem`, `query`, …) on arguments in DynamoDB's JSON; throws the SDK's errors. */
export type RunDynamoDb = (operation: string, args: JsonObject, context: TaskContext) => Promise<Json>;

/** Puts entries on buses; `Detail` is JSON text. Answers one result per entry, as PutEvents does. */
export type PutEvents = (
  entries: JsonObject[],
  context: TaskContext,
) => Promise<{ FailedEntryCount: number; Entries: JsonObject[] }>;

/** Publishes a message; `Message` is text. */
export type Publish = (message: JsonObject, context: TaskContext) => Promise<{ MessageId: string }>;

const OPTIMIZED_OPERATIONS = ['deleteItem', 'getItem', 'putItem', 'updateItem'];
/** What the local tables can do with items: no transactions and no PartiQL. */
const SDK_OPERATIONS = [...OPTIMIZED_OPERATIONS, 'batchGetItem', 'batchWriteItem', 'query', 'scan'];

/**
 * The operations on items, under `dynamodb:` with errors called `DynamoDB.*` and under `aws-sdk:dynamodb:` with errors called
 * `DynamoDb.*`. https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 */
export function dynamoDbIntegrations(run: RunDynamoDb): Integrations {
  const handler =
    (prefix: string) =>
    async (args: Json, context: TaskContext): Promise<Json> => {
      const operation = /:(\w+)(?:\.waitForTaskToken)?$/.exec(context.resource)?.[1] ?? '';
      try {
        return await run(operation, objectArgs(args), context);
      } catch (error) {
        throw serviceError(prefix, 'DynamoDb', error);
      }
    };
  const optimized = handler('DynamoDB');
  const sdk = handler('DynamoDb');
  return Object.fromEntries([
    ...OPTIMIZED_OPERATIONS.map((it) => [`arn:aws:states:::dynamodb:${it}`, optimized] as const),
    ...SDK_OPERATIONS.map((it) => [`arn:aws:states:::aws-sdk:dynamodb:${it}`, sdk] as const),
  ]);
}

/** An entry's Detail may be an object; the execution and its machine are added as Resources. https://docs.aws.amazon.com/step-functions/latest/dg/connect-eventbridge.html */
export function eventsIntegrations(put: PutEvents): Integrations {
  return {
    async 'arn:aws:states:::events:putEvents'(args, context) {
      const { Entries: entries } = objectArgs(args);
      const list = Array.isArray(entries) ? entries.filter(isObject) : [];
      let answer: Awaited<ReturnType<PutEvents>>;
      try {
        answer = await put(
          list.map((it) => ({ ...it, Detail: asText(it['Detail'] ?? {}), Resources: resources(it, context) })),
          context,
        );
      } catch (error) {
        throw serviceError('EventBridge', 'EventBridge', error);
      }
      if (answer.FailedEntryCount > 0) throw new TaskError('EventBridge.FailedEntry', JSON.stringify(answer.Entries));
      return { Entries: answer.Entries, FailedEntryCount: 0, SdkResponseMetadata: { RequestId: randomUUID() } };
    },
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-sns.html */
export function snsIntegrations(publish: Publish): Integrations {
  return {
    async 'arn:aws:states:::sns:publish'(args, context) {
      const message = objectArgs(args);
      try {
        const { MessageId } = await publish({ ...message, Message: asText(message['Message'] ?? '') }, context);
        return { MessageId, SdkResponseMetadata: { RequestId: randomUUID() } };
      } catch (error) {
        throw serviceError('SNS', 'Sns', error);
      }
    },
  };
}

function objectArgs(args: Json): JsonObject {
  if (isObject(args)) return args;
  throw new TaskError('States.Runtime', `Arguments must be an object but was: ${JSON.stringify(args)}`);
}

const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

function resources(entry: JsonObject, context: TaskContext): Json[] {
  const own = Array.isArray(entry['Resources']) ? entry['Resources'] : [];
  return [...own, context.executionArn, context.stateMachineArn];
}
