import type { MetricsCounter } from '../../../lambdas/core/audit/audit.ts';

export const metricsIn = (
  counts: { tenantId: string; kind: string; name: string; add: Record<string, number> }[],
): MetricsCounter => ({
  count: async (tenantId, { kind, name }, add) => {
    counts.push({ tenantId, kind, name, add });
  },
});
