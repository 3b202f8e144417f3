import type { AuditEntry, AuditSubject, AuditTrail } from '../../../lambdas/core/audit/audit.ts';

export const auditIn = (entries: (AuditEntry & Omit<AuditSubject, 'createdAt'>)[]): AuditTrail => ({
  record: async ({ tenantId, userId, sessionId, requestId }, entry) => {
    const known = entries.some((one) => one.requestId === requestId && one.key === entry.key);
    if (!known) entries.push({ ...entry, tenantId, userId, sessionId, requestId });
    return !known;
  },
});
