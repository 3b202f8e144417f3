import { encodeTime } from 'ulid';
import type { OpenRequests } from '../../core/request/ports.ts';
import type { RequestKey } from '../../core/request/request.ts';
import { openPk, shardCount, shardOf } from './keys.ts';
import type { Table } from './table.ts';

/** How many are read at a time. */
const pageSize = 200;

/** One small item for each request that is not over, apart from tenants, in as many partitions as there are shards. */
export class DynamoOpenRequests implements OpenRequests {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async add({ tenantId, requestId }: RequestKey): Promise<void> {
    await this.#table.put({ ...keyOf(requestId), tenantId, requestId });
  }

  async remove({ requestId }: RequestKey): Promise<void> {
    await this.#table.delete(keyOf(requestId));
  }

  /** Request ids are ULIDs, which sort by time: their first ten characters are it. */
  async *madeBefore(ms: number): AsyncGenerator<RequestKey> {
    for (let shard = 0; shard < shardCount; shard += 1) {
      let after = '0';
      for (;;) {
        const items = await this.#table.query({
          condition: 'pk = :pk AND sk BETWEEN :after AND :before',
          values: { ':pk': openPk(shard), ':after': after, ':before': encodeTime(ms, 10) },
          limit: pageSize,
        });
        for (const item of items) yield { tenantId: String(item['tenantId']), requestId: String(item['requestId']) };
        const last = items.at(-1)?.['sk'];
        if (items.length < pageSize || typeof last !== 'string') break;
        // Just behind the last one: no id holds a blank.
        after = `${last} `;
      }
    }
  }
}

function keyOf(requestId: string) {
  return { pk: openPk(shardOf(requestId)), sk: requestId };
}
