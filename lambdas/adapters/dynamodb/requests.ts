import type {
  RequestChange,
  RequestCreator,
  RequestLister,
  RequestMover,
  RequestReader,
  VerificationWriter,
} from '../../core/request/ports.ts';
import type { Verification } from '../../core/request/checklist.ts';
import { type RequestKey, requestSchema, type RequestRecord } from '../../core/request/request.ts';
import {
  isEnded,
  movableFrom,
  type RequestStatus,
  stoppableFrom,
  type StoppingStatus,
} from '../../core/request/status.ts';
import type { RequestStopper, Rollback } from '../../core/rollback/ports.ts';
import type { CompletionCounter } from '../../core/task/ports.ts';
import { type Clock, isoTime } from '../../core/clock.ts';
import { metaSk, requestListPk, requestPk, shardCount, shardOf } from './keys.ts';
import { newestOf } from './lists.ts';
import type { Table } from './table.ts';

/** Requests in the journal table. */
export class DynamoRequests
  implements
    RequestReader,
    RequestCreator,
    RequestMover,
    RequestStopper,
    RequestLister,
    VerificationWriter,
    CompletionCounter
{
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async read(key: RequestKey): Promise<RequestRecord | undefined> {
    const item = await this.#table.get(keyOf(key));
    return item === undefined ? undefined : requestSchema.parse(item);
  }

  async create(record: RequestRecord): Promise<RequestRecord> {
    const item = { ...keyOf(record), ...record, ...listed(record, record.status) };
    if (await this.#table.putNew(item)) return record;
    return requestSchema.parse(await this.#table.get(keyOf(record)));
  }

  async move(
    key: RequestKey,
    change: RequestChange,
    only: { asking?: string; epoch?: number } = {},
  ): Promise<RequestRecord | undefined> {
    const now = isoTime(this.#clock());
    const set: Record<string, unknown> = { updatedAt: now, ...change, ...listed(key, change.status) };
    if (isEnded(change.status)) set['endedAt'] = now;
    const remove = Object.keys(set).filter((name) => set[name] === null);
    const write = Object.keys(set).filter((name) => set[name] !== null && set[name] !== undefined);
    const from = movableFrom(change.status);
    const conditions = ['attribute_exists(pk)', `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`];
    if (only.asking !== undefined) conditions.push('question.questionId = :asked');
    if (only.epoch !== undefined) conditions.push('epoch = :epoch');
    const asks = change.question?.questionId;
    if (asks !== undefined) conditions.push('(attribute_not_exists(question) OR question.questionId <= :asks)');
    const item = await this.#table.update(keyOf(key), {
      expression: [
        `SET ${write.map((name) => `#${name} = :${name}`).join(', ')}`,
        remove.length === 0 ? '' : `REMOVE ${remove.map((name) => `#${name}`).join(', ')}`,
      ].join(' '),
      condition: conditions.join(' AND '),
      names: Object.fromEntries([...write, ...remove].map((name) => [`#${name}`, name])),
      values: {
        ...Object.fromEntries(write.map((name) => [`:${name}`, set[name]])),
        ...Object.fromEntries(from.map((status, index) => [`:from${index}`, status])),
        ...(only.asking === undefined ? {} : { ':asked': only.asking }),
        ...(only.epoch === undefined ? {} : { ':epoch': only.epoch }),
        ...(asks === undefined ? {} : { ':asks': asks }),
      },
    });
    return item === undefined ? undefined : requestSchema.parse(item);
  }

  async verify(
    request: Pick<RequestRecord, 'tenantId' | 'requestId' | 'epoch'>,
    verification: Verification,
  ): Promise<RequestRecord | undefined> {
    const item = await this.#table.update(keyOf(request), {
      expression: 'SET verification = :verification',
      condition: 'epoch = :epoch',
      values: { ':verification': verification, ':epoch': request.epoch },
    });
    return item === undefined ? undefined : requestSchema.parse(item);
  }

  async stop(
    key: RequestKey,
    of: { epoch: number; status: StoppingStatus; rollback: Rollback; error?: { name: string; message: string } },
  ): Promise<RequestRecord | undefined> {
    const from = stoppableFrom(of.status);
    const { gpk } = listed(key, of.status);
    const item = await this.#table.update(keyOf(key), {
      expression: [
        'SET #status = :status, updatedAt = :at, gpk = :gpk, epoch = :next, #rollback = :rollback',
        ...(of.error === undefined ? [] : [', #error = :error']),
        ' REMOVE endedAt, question',
      ].join(''),
      condition: `epoch = :epoch AND #status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
      names: { '#status': 'status', '#rollback': 'rollback', ...(of.error === undefined ? {} : { '#error': 'error' }) },
      values: {
        ':status': of.status,
        ':at': isoTime(this.#clock()),
        ':gpk': gpk,
        ':epoch': of.epoch,
        ':next': of.epoch + 1,
        ':rollback': of.rollback,
        ...(of.error === undefined ? {} : { ':error': of.error }),
        ...Object.fromEntries(from.map((status, index) => [`:from${index}`, status])),
      },
    });
    return item === undefined ? undefined : requestSchema.parse(item);
  }

  async runAgain(key: RequestKey, { epoch, run }: { epoch: number; run: number }): Promise<RequestRecord | undefined> {
    const item = await this.#table.update(keyOf(key), {
      expression: 'SET #rollback.#run = :next, updatedAt = :at',
      condition: 'epoch = :epoch AND #rollback.#run = :run AND #status IN (:cancelling, :rollingBack)',
      names: { '#rollback': 'rollback', '#run': 'run', '#status': 'status' },
      values: {
        ':next': run + 1,
        ':run': run,
        ':epoch': epoch,
        ':at': isoTime(this.#clock()),
        ':cancelling': 'cancelling',
        ':rollingBack': 'rolling-back',
      },
    });
    return item === undefined ? undefined : requestSchema.parse(item);
  }

  async list(of: {
    tenantId: string;
    statuses: readonly RequestStatus[];
    before?: string | undefined;
    limit: number;
  }): Promise<RequestRecord[]> {
    const partitions = of.statuses.flatMap((status) =>
      Array.from({ length: shardCount }, (_, shard) => requestListPk(of.tenantId, status, shard)),
    );
    return (await newestOf(this.#table, partitions, of)).map((item) => requestSchema.parse(item));
  }

  async next(key: RequestKey): Promise<number> {
    const item = await this.#table.update(keyOf(key), {
      expression: 'ADD completions :one',
      values: { ':one': 1 },
    });
    return Number(item?.['completions']);
  }
}

function keyOf(key: RequestKey) {
  return { pk: requestPk(key.tenantId, key.requestId), sk: metaSk };
}

function listed(key: RequestKey, status: RequestStatus) {
  return { gpk: requestListPk(key.tenantId, status, shardOf(key.requestId)), gsk: key.requestId };
}
