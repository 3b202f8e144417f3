import type { RequestKey } from '../../core/request/request.ts';
import type { CompensationEnd, TaskFence } from '../../core/rollback/ports.ts';
import type {
  TaskCreator,
  TaskDependencies,
  TaskEnd,
  TaskGate,
  TaskKey,
  TaskLister,
  TaskReader,
} from '../../core/task/ports.ts';
import { taskRecordSchema, type TaskRecord } from '../../core/task/task.ts';
import { requestPk, taskSk } from './keys.ts';
import type { Item, Table } from './table.ts';

/** Tasks in the journal table, beside their request. */
export class DynamoTasks implements TaskReader, TaskLister, TaskCreator, TaskGate, TaskDependencies, TaskFence {
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
        'SET #status = :started, startedAt = :at, starts = list_append(if_not_exists(starts, :none), :now), #round = :round REMOVE #error, endedAt, #result, completionSeq ADD attempt :one',
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
        ':now': [of.at],
        ':none': [],
        ':one': 1,
      },
    });
    return item === undefined ? undefined : toTask(item);
  }

  async settle(key: TaskKey, attempt: number, end: TaskEnd): Promise<TaskRecord | undefined> {
    const { at, ...attributes } = end;
    const names = Object.keys(attributes);
    const item = await this.#table.update(keyOf(key), {
      expression: `SET endedAt = :at, ${names.map((name) => `#${name} = :${name}`).join(', ')} ADD ended :ended`,
      condition: '#status = :started AND attempt = :attempt',
      names: { '#status': 'status', ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
      values: {
        ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
        ':at': at,
        ':started': 'started',
        ':attempt': attempt,
        ':ended': new Set([attempt]),
      },
    });
    return item === undefined ? undefined : toTask(item);
  }

  async abandon(key: TaskKey, of: { at: string; error: { name: string; message: string } }): Promise<void> {
    await this.#table.update(keyOf(key), {
      expression: 'SET #status = :failed, endedAt = :at, fencedAt = :at, #error = :error ADD attempt :one',
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

  async noteEnd(key: TaskKey, attempt: number): Promise<void> {
    await this.#table.update(keyOf(key), {
      expression: 'ADD ended :ended',
      condition: 'attribute_exists(pk)',
      values: { ':ended': new Set([attempt]) },
    });
  }

  async fence(key: TaskKey, at: string): Promise<TaskRecord | undefined> {
    const names = { '#status': 'status' };
    const item =
      (await this.#table.update(keyOf(key), {
        expression: 'SET #status = :skipped, endedAt = :at',
        condition: '#status = :waiting',
        names,
        values: { ':skipped': 'skipped', ':waiting': 'waiting', ':at': at },
      })) ??
      (await this.#table.update(keyOf(key), {
        expression: 'SET #status = :fenced, endedAt = :at, fencedAt = :at ADD attempt :one',
        condition: '#status = :started',
        names,
        values: { ':fenced': 'fenced', ':started': 'started', ':at': at, ':one': 1 },
      }));
    return item === undefined ? undefined : toTask(item);
  }

  async endCompensation(key: TaskKey, { status, at, ...outcome }: CompensationEnd): Promise<TaskRecord | undefined> {
    const names = Object.keys(outcome);
    const from = ['completed', 'failed', 'fenced', 'dirty'];
    const item = await this.#table.update(keyOf(key), {
      expression: [
        `SET ${['#status = :status', 'compensatedAt = :at', ...names.map((name) => `${name} = :${name}`)].join(', ')}`,
        ...(status === 'compensated' ? ['REMOVE compensationError'] : []),
      ].join(' '),
      condition: `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
      names: { '#status': 'status' },
      values: {
        ':status': status,
        ':at': at,
        ...Object.fromEntries(Object.entries(outcome).map(([name, value]) => [`:${name}`, value])),
        ...Object.fromEntries(from.map((one, index) => [`:from${index}`, one])),
      },
    });
    return item === undefined ? undefined : toTask(item);
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
