import type { Registry } from '../agent/registry.ts';
import { type Clock, isoTime } from '../clock.ts';
import { modes } from '../routing/route.ts';
import { addCounters, type MetricsReader } from './ports.ts';
import { type RoutingMetrics, routingMetrics } from './routing-metrics.ts';

export interface RoutingMetricsPorts {
  readonly clock: Clock;
  readonly metrics: MetricsReader;
  readonly registry: Pick<Registry, 'routable'>;
}

const dayMs = 86_400_000;

/**
 * The measures of a tenant's routing over the last days, today included. Requests count on the day on which they were made,
 * decisions on that on which they were made; those for an agent that is registered no more are left out.
 */
export async function readRoutingMetrics(
  ports: RoutingMetricsPorts,
  tenantId: string,
  days: number,
): Promise<RoutingMetrics> {
  const now = ports.clock();
  const dayOf = (ms: number): string => isoTime(ms).slice(0, 10);
  const period = { from: dayOf(now - (days - 1) * dayMs), to: dayOf(now) };
  const names = [...ports.registry.routable().map(({ id }) => id), ...modes];
  const [decisions, requests] = await Promise.all([
    Promise.all(names.map((name) => ports.metrics.sum(tenantId, { kind: 'route', name }, period))),
    Promise.all(
      modes.map(async (mode) => [mode, await ports.metrics.sum(tenantId, { kind: 'routing', name: mode }, period)]),
    ),
  ]);
  const metrics = routingMetrics({ decisions: addCounters(decisions), requests: Object.fromEntries(requests) });
  return { days, ...period, metrics };
}
