import type { MetricsCounter } from '../../core/audit/audit.ts';
import { type Clock, isoTime } from '../../core/clock.ts';
import { expiresAt, metricsPk, retention } from './keys.ts';
import type { Table } from './table.ts';

/** Counters in the metrics table, one item per thing and day. */
export class DynamoMetrics implements MetricsCounter {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async count(
    tenantId: string,
    of: { kind: 'agent' | 'route'; name: string },
    add: Record<string, number>,
  ): Promise<void> {
    const now = this.#clock();
    const counters = Object.entries(add);
    await this.#table.update(
      { pk: metricsPk(tenantId, of.kind, of.name), sk: isoTime(now).slice(0, 10) },
      {
        expression: `SET expiresAt = :expires ADD ${counters.map(([name]) => `#${name} :${name}`).join(', ')}`,
        names: Object.fromEntries(counters.map(([name]) => [`#${name}`, name])),
        values: {
          ...Object.fromEntries(counters.map(([name, value]) => [`:${name}`, value])),
          ':expires': expiresAt(now, retention.metrics),
        },
      },
    );
  }
}
