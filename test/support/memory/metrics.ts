import {
  addCounters,
  type Counters,
  type MetricsCounter,
  type MetricsReader,
} from '../../../lambdas/core/metrics/ports.ts';

export const metricsIn = (
  counts: { tenantId: string; kind: string; name: string; day?: string; add: Counters }[],
): MetricsCounter & MetricsReader => ({
  count: async (tenantId, of, add) => {
    counts.push({ tenantId, ...of, add });
  },
  sum: async (tenantId, { kind, name }) =>
    addCounters(
      counts.filter((one) => one.tenantId === tenantId && one.kind === kind && one.name === name).map(({ add }) => add),
    ),
});
