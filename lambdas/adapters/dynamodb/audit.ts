import { ulid } from 'ulid';
import type { AuditEntry, AuditTrail } from '../../core/audit/audit.ts';
import { type Clock, isoTime } from '../../core/clock.ts';
import { sha256 } from '../hash.ts';
import { auditPk, expiresAt, retention, shardOf } from './keys.ts';
import type { Table } from './table.ts';

/** The audit trail: one item an event, spread over shards a day. */
export class DynamoAudit implements AuditTrail {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async record({ input, output, ...entry }: AuditEntry): Promise<void> {
    const now = this.#clock();
    await this.#table.put({
      pk: auditPk(entry.tenantId, isoTime(now).slice(0, 10), shardOf(entry.requestId)),
      sk: ulid(now),
      ...entry,
      timestamp: isoTime(now),
      inputDataHash: sha256(input),
      outputDataHash: sha256(output),
      expiresAt: expiresAt(now, retention.audit),
    });
  }
}
