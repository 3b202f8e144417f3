import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  type QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { BatonError, messageOf } from '../../core/errors.ts';

export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}
export type Item = Record<string, unknown>;

/** An update as DynamoDB writes it: `SET #s = :s`, with what the names and values stand for. */
export interface Update {
  readonly expression: string;
  readonly condition?: string;
  readonly names?: Record<string, string>;
  readonly values?: Record<string, unknown>;
}

export interface QueryPage {
  readonly index?: string;
  readonly condition: string;
  readonly names?: Record<string, string>;
  readonly values: Record<string, unknown>;
  readonly descending?: boolean;
  /** @default all there are */
  readonly limit?: number;
  readonly consistent?: boolean;
}

/**
 * The few calls that Baton makes on a table: single items, conditional writes, the first items of a query.
 *
 * @throws StoreUnavailable for whatever the SDK's own retries could not mend, StoreRejected for what no retry mends
 */
export class Table {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;

  constructor(client: DynamoDBDocumentClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  /** Strongly consistent. */
  async get(key: ItemKey): Promise<Item | undefined> {
    const { Item } = await unavailable(() =>
      this.#client.send(new GetCommand({ TableName: this.#name, Key: key, ConsistentRead: true })),
    );
    return Item;
  }

  /** False when an item of that key is there already. */
  async putNew(item: ItemKey & Item): Promise<boolean> {
    return unlessRefused(async () => {
      await this.#client.send(
        new PutCommand({ TableName: this.#name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
      );
      return true;
    }).then((put) => put ?? false);
  }

  async put(item: ItemKey & Item): Promise<void> {
    await unavailable(() => this.#client.send(new PutCommand({ TableName: this.#name, Item: item })));
  }

  /** Deleting what is not there is fine. */
  async delete(key: ItemKey): Promise<void> {
    await unavailable(() => this.#client.send(new DeleteCommand({ TableName: this.#name, Key: key })));
  }

  /** The item as it is after the update; undefined when the condition refused it. */
  async update(key: ItemKey, update: Update): Promise<Item | undefined> {
    return unlessRefused(async () => {
      const { Attributes } = await this.#client.send(
        new UpdateCommand({
          TableName: this.#name,
          Key: key,
          UpdateExpression: update.expression,
          ...(update.condition === undefined ? {} : { ConditionExpression: update.condition }),
          ...(update.names === undefined ? {} : { ExpressionAttributeNames: update.names }),
          ...(update.values === undefined ? {} : { ExpressionAttributeValues: update.values }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes ?? {};
    });
  }

  /** The first `limit` items, or all when there are fewer. */
  async query(page: QueryPage): Promise<Item[]> {
    const items: Item[] = [];
    const limit = page.limit ?? Infinity;
    // DynamoDB gives 1 MB at a time, however many items were asked for.
    for (let from: ItemKey | undefined; ;) {
      const answer = await this.#queryOnce(page, limit - items.length, from);
      items.push(...(answer.Items ?? []));
      from = answer.LastEvaluatedKey as ItemKey | undefined;
      if (from === undefined || items.length >= limit) return items;
    }
  }

  async #queryOnce(page: QueryPage, limit: number, from: ItemKey | undefined): Promise<QueryCommandOutput> {
    const input: QueryCommandInput = {
      TableName: this.#name,
      KeyConditionExpression: page.condition,
      ExpressionAttributeValues: page.values,
      ScanIndexForward: page.descending !== true,
      // A whole number of 32 bits there: none stands for all.
      ...(Number.isFinite(limit) ? { Limit: limit } : {}),
      ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      ...(page.index === undefined ? {} : { IndexName: page.index }),
      ...(page.names === undefined ? {} : { ExpressionAttributeNames: page.names }),
      ...(page.consistent === true ? { ConsistentRead: true } : {}),
    };
    return unavailable(() => this.#client.send(new QueryCommand(input)));
  }
}

/** One client a process, whatever the number of tables. */
export function createDocumentClient(): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({}), { marshallOptions: { removeUndefinedValues: true } });
}

async function unlessRefused<T>(call: () => Promise<T>): Promise<T | undefined> {
  return unavailable(async () => {
    try {
      return await call();
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  });
}

/** Errors of DynamoDB that the same call will meet again. */
const permanent = new Set([
  'AccessDeniedException',
  'ItemCollectionSizeLimitExceededException',
  'ResourceNotFoundException',
  'ValidationException',
]);

async function unavailable<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const name = error instanceof Error && permanent.has(error.name) ? 'StoreRejected' : 'StoreUnavailable';
    throw new BatonError(name, `DynamoDB did not take the call: ${messageOf(error)}`, { cause: error });
  }
}
