import * as z from 'zod';

/** What happened, who did it, and to what; inputs and outputs only as SHA-256 hashes. */
export const auditRecordSchema = z.object({
  timestamp: z.iso.datetime(),
  eventType: z.string(),
  tenantId: z.string(),
  userId: z.string(),
  sessionId: z.string(),
  requestId: z.string(),
  agentInvolved: z.string().optional(),
  operation: z.string(),
  inputDataHash: z.string(),
  outputDataHash: z.string(),
  success: z.boolean(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** An audit entry before it is stamped: the texts themselves never leave the writer. */
export interface AuditEntry extends Omit<AuditRecord, 'timestamp' | 'inputDataHash' | 'outputDataHash'> {
  readonly input: string;
  readonly output: string;
}

export interface AuditTrail {
  record(entry: AuditEntry): Promise<void>;
}

/** Counters of one thing on one day, added up in place: `{requests: 1, durationMs: 840}`. */
export interface MetricsCounter {
  count(tenantId: string, of: { kind: 'agent' | 'route'; name: string }, add: Record<string, number>): Promise<void>;
}
