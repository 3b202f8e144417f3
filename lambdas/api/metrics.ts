import * as z from 'zod';
import { readRoutingMetrics } from '../core/metrics/read-routing-metrics.ts';
import { parseShape } from './body.ts';
import type { ApiPorts, RouteHandler } from './ports.ts';

const querySchema = z.object({ days: z.coerce.number().int().min(1).max(365).default(30) });

/** What the tenant's counters come to. */
export function metricsRoutes({ submit: { clock }, metrics, registry }: ApiPorts) {
  return {
    async routingMetrics(context, { tenantId }) {
      const { days } = parseShape(querySchema, context.req.query(), 'query');
      return context.json(await readRoutingMetrics({ clock, metrics, registry }, tenantId, days));
    },
  } satisfies Record<string, RouteHandler>;
}
