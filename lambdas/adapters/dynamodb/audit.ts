import type { AuditEntry, AuditRecord, AuditSubject, AuditTrail } from '../../core/audit/audit.ts';
import { type Clock, isoTime } from '../../core/clock.ts';
import { sha256 } from '../hash.ts';
import { auditPk, expiresAt, retention, shardOf } from './keys.ts';
import type { Table } from './table.ts';

/** The audit trail: one item for each thing that happened to a request, under the day the request was made, spread over shards. */
export class DynamoAudit implements AuditTrail {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async record(subject: AuditSubject, { input, output, key, ...entry }: AuditEntry): Promise<boolean> {
    const { tenantId, userId, sessionId, requestId, createdAt } = subject;
    const now = this.#clock();
    const record: AuditRecord = {
      ...entry,
      timestamp: isoTime(now),
      tenantId,
      userId,
      sessionId,
      requestId,
      inputDataHash: sha256(input),
      outputDataHash: sha256(output),
    };
    return this.#table.putNew({
      pk: auditPk(tenantId, createdAt.slice(0, 10), shardOf(requestId)),
      sk: `${requestId}#${key}`,
      ...record,
      expiresAt: expiresAt(now, retention.audit),
    });
  }
}
