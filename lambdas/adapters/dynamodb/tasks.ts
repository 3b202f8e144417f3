import type { RequestKey } from '../../core/request/request.ts';
import type {
  Deliverable,
  DeliverableReader,
  DeliverableWriter,
  TaskCreator,
  TaskDependencies,
  TaskEnd,
  TaskGate,
  TaskKey,
  TaskLister,
  TaskReader,
} from '../../core/task/ports.ts';
import { taskRecordSchema, type TaskRecord } from '../../core/task/task.ts';
import { deliverableSk, requestPk, taskSk } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Tasks in the journal table, beside their request. */
export class DynamoTasks implements TaskReader, TaskLister, TaskCreator, TaskGate, TaskDependencies {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(key: TaskKey): Promise<TaskRecord | undefined> {
    const item = await this.#table.get(keyOf(key));
    return item === undefined ? undefined : toTask(item);
  }

  async list(key: RequestKey): Promise<TaskRecord[]> {
    const items = await this.#table.query({
      condition: 'pk = :pk AND begins_with(sk, :task)',
      values: { ':pk': requestPk(key.tenantId, key.requestId), ':task': taskSk('') },
      limit: 1000,
      consistent: true,
    });
    return items.map(toTask).sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  async create(tenantId: string, task: TaskRecord): Promise<void> {
    const { waitingOn = [], ...rest } = task;
    const key = keyOf({ tenantId, requestId: task.requestId, taskId: task.taskId });
    // DynamoDB has no empty set: a task that waits for nobody has none.
    await this.#table.putNew({ ...key, ...rest, ...(waitingOn.length === 0 ? {} : { waitingOn: new Set(waitingOn) }) });
  }

  async tell(key: TaskKey, settled: { taskId: string; completed: boolean }): Promise<TaskRecord | undefined> {
    const item = await this.#table.update(keyOf(key), {
      expression: settled.completed ? 'DELETE waitingOn :one' : 'ADD failedDeps :one DELETE waitingOn :one',
      condition: 'attribute_exists(pk)',
      values: { ':one': new Set([settled.taskId]) },
    });
    return item === undefined ? undefined : toTask(item);
  }

  async start(key: TaskKey, of: { round: number; agentId: string; at: string }): Promise<TaskRecord | undefined> {
    const item = await this.#table.update(keyOf(key), {
      expression:
        'SET #status = :started, startedAt = :at, #round = :round REMOVE #error, endedAt, #result, completionSeq ADD attempt :one',
      // Open in this round, or finished in an earlier one: a review has sent it back.
      condition:
        'agentId = :agent AND attribute_not_exists(waitingOn) AND ((#round = :round AND #status IN (:waiting, :started)) OR (#round < :round AND #status = :completed))',
      names: { '#status': 'status', '#round': 'round', '#error': 'error', '#result': 'result' },
      values: {
        ':started': 'started',
        ':waiting': 'waiting',
        ':completed': 'completed',
        ':agent': of.agentId,
        ':round': of.round,
        ':at': of.at,
        ':one': 1,
      },
    });
    return item === undefined ? undefined : toTask(item);
  }

  async settle(key: TaskKey, attempt: number, end: TaskEnd): Promise<TaskRecord | undefined> {
    const { at, ...attributes } = end;
    const names = Object.keys(attributes);
    const item = await this.#table.update(keyOf(key), {
      expression: `SET endedAt = :at, ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
      condition: '#status = :started AND attempt = :attempt',
      names: { '#status': 'status', ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
      values: {
        ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
        ':at': at,
        ':started': 'started',
        ':attempt': attempt,
      },
    });
    return item === undefined ? undefined : toTask(item);
  }

  async abandon(key: TaskKey, of: { at: string; error: { name: string; message: string } }): Promise<void> {
    await this.#table.update(keyOf(key), {
      expression: 'SET #status = :failed, endedAt = :at, #error = :error ADD attempt :one',
      condition: '#status IN (:waiting, :started)',
      names: { '#status': 'status', '#error': 'error' },
      values: {
        ':failed': 'failed',
        ':waiting': 'waiting',
        ':started': 'started',
        ':at': of.at,
        ':error': of.error,
        ':one': 1,
      },
    });
  }

  async noteLate(key: TaskKey, attempt: number, at: string): Promise<void> {
    await this.#table.update(keyOf(key), {
      expression: 'SET lateAttempt = :attempt, lateAt = :at',
      condition: 'attribute_exists(pk)',
      values: { ':attempt': attempt, ':at': at },
    });
  }
}

/** What agents made, each in an item of its own. */
export class DynamoDeliverables implements DeliverableReader, DeliverableWriter {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async write(key: RequestKey, deliverable: Deliverable): Promise<void> {
    await this.#table.put({ ...deliverableKey(key, deliverable.deliverableId), ...deliverable });
  }

  async read(key: RequestKey, deliverableId: string): Promise<Deliverable | undefined> {
    const item = await this.#table.get(deliverableKey(key, deliverableId));
    if (item === undefined) return undefined;
    const { pk: _pk, sk: _sk, ...deliverable } = item;
    return deliverable as unknown as Deliverable;
  }
}

/** Sets of the table are lists in the domain. */
function toTask(item: Item): TaskRecord {
  const lists = Object.entries(item).map(([name, value]) => [name, value instanceof Set ? [...value] : value]);
  return taskRecordSchema.parse(Object.fromEntries(lists));
}

function keyOf(key: TaskKey) {
  return { pk: requestPk(key.tenantId, key.requestId), sk: taskSk(key.taskId) };
}

function deliverableKey(key: RequestKey, deliverableId: string) {
  return { pk: requestPk(key.tenantId, key.requestId), sk: deliverableSk(deliverableId) };
}
