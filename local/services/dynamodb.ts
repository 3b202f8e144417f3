import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TableBlueprint } from '../template/blueprint.ts';
import { AwsServiceError, callAwsJson } from './aws-json.ts';

export interface LocalDynamoDb {
  readonly endpoint: string;
  /** One operation, in and out as the API has it: `call('GetItem', {TableName, Key})`. */
  call(operation: string, body: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/**
 * Starts DynamoDB on loopback and makes the tables that are not there yet.
 *
 * @param folder where the tables are kept; undefined keeps them in memory
 */
export async function startDynamoDb(
  folder: string | undefined,
  tables: readonly TableBlueprint[],
): Promise<LocalDynamoDb> {
  const worker = new Worker(new URL('./dynamodb-worker.ts', import.meta.url), { workerData: { path: folder } });
  const [{ port }] = (await once(worker, 'message')) as [{ port: number }];
  const endpoint = `http://127.0.0.1:${port}`;
  const call = (operation: string, body: unknown) => callAwsJson(endpoint, `DynamoDB_20120810.${operation}`, body);
  await Promise.all(tables.map(({ definition }) => createTable(call, definition)));
  let closed: Promise<void> | undefined;
  return {
    endpoint,
    call,
    close() {
      closed ??= end(worker);
      return closed;
    },
  };
}

async function end(worker: Worker): Promise<void> {
  worker.postMessage('close');
  await Promise.race([once(worker, 'message'), once(worker, 'exit')]);
  await worker.terminate();
}

async function createTable(call: LocalDynamoDb['call'], definition: unknown): Promise<void> {
  try {
    await call('CreateTable', definition);
  } catch (error) {
    if (!(error instanceof AwsServiceError && error.name === 'ResourceInUseException')) throw error;
  }
}
