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

/** What happened to a request, before it is stamped: the texts themselves never leave the writer. */
export interface AuditEntry {
  /** Names what happened among all that happens to the request: recorded again under it, it stands there once. */
  readonly key: string;
  readonly eventType: string;
  readonly agentInvolved?: string;
  readonly operation: string;
  readonly input: string;
  readonly output: string;
  readonly success: boolean;
}

/** Whose request it was. */
export type AuditSubject = Pick<AuditRecord, 'tenantId' | 'userId' | 'sessionId' | 'requestId'> & {
  readonly createdAt: string;
};

export interface AuditTrail {
  /** Whether it was not recorded before. */
  record(subject: AuditSubject, entry: AuditEntry): Promise<boolean>;
}
