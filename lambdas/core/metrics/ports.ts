import type { RequestKey } from '../request/request.ts';
import type { Mode } from '../routing/route.ts';

/** What counters are of: an agent's work, decisions for an agent or mode, requests of a mode. */
export const metricKinds = ['agent', 'route', 'routing'] as const;
export type MetricKind = (typeof metricKinds)[number];

/** Counters by name, added up: `{requests: 3, durationMs: 840}`. */
export type Counters = Readonly<Record<string, number>>;

export function addCounters(all: readonly Counters[]): Counters {
  const sums: Record<string, number> = {};
  for (const [name, value] of all.flatMap((one) => Object.entries(one))) sums[name] = (sums[name] ?? 0) + value;
  return sums;
}

export interface MetricsCounter {
  /** @param of.day `2026-03-02`; @default today */
  count(
    tenantId: string,
    of: { readonly kind: MetricKind; readonly name: string; readonly day?: string },
    add: Counters,
  ): Promise<void>;
}

export interface MetricsReader {
  /** The sums over days, both included. */
  sum(
    tenantId: string,
    of: { readonly kind: MetricKind; readonly name: string },
    days: { readonly from: string; readonly to: string },
  ): Promise<Counters>;
}

/** What of a request stands in the counters. */
export interface Counted {
  /** Raised with every change. */
  readonly version: number;
  readonly mode: Mode;
  readonly figures: Counters;
}

export interface CountedStore {
  /** Strongly consistent. */
  read(key: RequestKey): Promise<Counted | undefined>;
  /** Keeps it in place of the version before; false when somebody else has done so. */
  write(key: RequestKey, counted: Counted): Promise<boolean>;
}
