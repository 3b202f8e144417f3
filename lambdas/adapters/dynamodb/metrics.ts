import { type Clock, isoTime } from '../../core/clock.ts';
import {
  addCounters,
  type Counters,
  type MetricKind,
  type MetricsCounter,
  type MetricsReader,
} from '../../core/metrics/ports.ts';
import { expiresAt, metricsPk, retention } from './keys.ts';
import type { Table } from './table.ts';

/** Counters in the metrics table, one item per thing and day. */
export class DynamoMetrics implements MetricsCounter, MetricsReader {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async count(tenantId: string, { kind, name, day }: Parameters<MetricsCounter['count']>[1], add: Counters) {
    const now = this.#clock();
    const counters = Object.entries(add);
    await this.#table.update(
      { pk: metricsPk(tenantId, kind, name), sk: day ?? isoTime(now).slice(0, 10) },
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

  async sum(
    tenantId: string,
    { kind, name }: { readonly kind: MetricKind; readonly name: string },
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<Counters> {
    const days = await this.#table.query({
      condition: 'pk = :pk AND sk BETWEEN :from AND :to',
      values: { ':pk': metricsPk(tenantId, kind, name), ':from': from, ':to': to },
    });
    return addCounters(days.map(({ pk: _pk, sk: _sk, expiresAt: _expires, ...counters }) => counters as Counters));
  }
}
