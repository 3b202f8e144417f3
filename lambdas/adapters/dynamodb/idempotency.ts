import type { Clock } from '../../core/clock.ts';
import type { IdempotencyEntry, IdempotencyStore } from '../../core/request/ports.ts';
import { expiresAt, idempotencyPk, metaSk, retention } from './keys.ts';
import type { Table } from './table.ts';

/** Which request a client's key stands for, for a day. */
export class DynamoIdempotency implements IdempotencyStore {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async claim(tenantId: string, key: string, entry: IdempotencyEntry): Promise<IdempotencyEntry> {
    const at = { pk: idempotencyPk(tenantId, key), sk: metaSk };
    const now = this.#clock();
    const claimed = await this.#table.update(at, {
      expression: 'SET requestId = :request, sessionId = :session, bodyHash = :hash, expiresAt = :expires',
      // DynamoDB may take days to remove what has expired: an old entry counts as none.
      condition: 'attribute_not_exists(pk) OR expiresAt < :now',
      values: {
        ':request': entry.requestId,
        ':session': entry.sessionId,
        ':hash': entry.bodyHash,
        ':expires': expiresAt(now, retention.idempotencyKey),
        ':now': Math.floor(now / 1000),
      },
    });
    if (claimed !== undefined) return entry;
    return (await this.#table.get(at)) as unknown as IdempotencyEntry;
  }
}
