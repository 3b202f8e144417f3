import { handoffWordLimit } from '../agent/handoff.ts';
import { type Mode, modes } from '../routing/route.ts';
import { dissatisfied } from './figures.ts';
import { percentile } from './histogram.ts';
import { addCounters, type Counters } from './ports.ts';

/** One measure beside its target. Shares are 0 to 1. */
export interface MetricLine {
  readonly id: string;
  readonly title: string;
  readonly unit: 'share' | 'ms' | 'words' | 'exchanges';
  /** Null where it is only followed. */
  readonly target: { readonly above: number } | { readonly below: number } | null;
  /** Null where there are no cases. */
  readonly value: number | null;
  /** On how many the value rests. */
  readonly cases: number;
  readonly met: boolean | null;
  /** Where it comes from, for people. */
  readonly source: string;
  /** What it is made of. */
  readonly parts: Readonly<Record<string, number | null>>;
  readonly byMode?: readonly ModeTimes[];
}

/** How long requests of a mode took; percentiles are the bounds under which that share lies. */
export interface ModeTimes {
  readonly mode: Mode;
  readonly cases: number;
  readonly meanMs: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
}

/** What the routing of a tenant was like over some days. */
export interface RoutingMetrics {
  readonly days: number;
  /** The first day and the last, UTC. */
  readonly from: string;
  readonly to: string;
  readonly metrics: readonly MetricLine[];
}

/** The counters of a period. */
export interface RoutingCounters {
  /** Of all decisions. */
  readonly decisions: Counters;
  /** Of requests, by mode. */
  readonly requests: Readonly<Partial<Record<Mode, Counters>>>;
}

/** The measures of routing over a period, each beside its target. */
export function routingMetrics({ decisions, requests }: RoutingCounters): MetricLine[] {
  const sums = addCounters(Object.values(requests));
  const of = (name: string): number => sums[name] ?? 0;
  const mean = (total: number, cases: number) => (cases === 0 ? null : total / cases);
  return [
    line({
      id: 'right-expert',
      title: 'Right expert first time',
      unit: 'share',
      target: { above: 0.95 },
      value: mean(of('judged') - of('misjudged'), of('judged')),
      cases: of('judged'),
      source:
        'feedback: routed requests with any feedback, less those called misrouted, wrongly escalated or wrongly not escalated. ' +
        'People say more when something is wrong, so it tends to be too low; on labelled requests, baton route --eval measures it',
      parts: { misjudged: of('misjudged'), misrouted: of('misrouted') },
    }),
    line({
      id: 'unneeded-escalations',
      title: 'Unneeded escalations',
      unit: 'share',
      target: { below: 0.05 },
      value: mean(of('unneeded'), of('escalated')),
      cases: of('escalated'),
      source: 'feedback "could-have-been-handled", of the requests that were escalated',
      parts: { byFeedback: of('unneeded') },
    }),
    line({
      id: 'missed-escalations',
      title: 'Missed escalations',
      unit: 'share',
      target: { below: 0.02 },
      value: mean(of('missed'), of('decided') - of('escalated')),
      cases: of('decided') - of('escalated'),
      source:
        'feedback "should-have-been-escalated", or an expert whose result needs escalation, of the requests not escalated',
      parts: { byFeedback: of('missedByFeedback'), byExperts: of('missedByExperts') },
    }),
    decisionTime(decisions),
    line({
      id: 'handoff-words',
      title: 'Words of context handed over',
      unit: 'words',
      target: { below: handoffWordLimit },
      value: mean(of('handoffWords'), of('handoffs')),
      cases: of('handoffs'),
      source: 'the handoffs between agents: their mean',
      parts: { shareOverLimit: mean(of('handoffsOver'), of('handoffs')) },
    }),
    line({
      id: 'exchanges',
      title: 'Exchanges with the user before work began',
      unit: 'exchanges',
      target: { below: 3 },
      value: mean(of('exchanges'), of('worked')),
      cases: of('worked'),
      source: 'the questions that were answered, of the requests on which work began: their mean',
      parts: { shareOfThreeOrMore: mean(of('manyExchanges'), of('worked')) },
    }),
    completionTime(requests, sums),
    line({
      id: 'rework',
      title: 'Rework',
      unit: 'share',
      target: { below: 0.05 },
      value: mean(of('reworked'), of('worked')),
      cases: of('worked'),
      source: 'work that the validator sent back, or feedback "rework", of the requests on which work began',
      parts: { byValidator: of('reworkOrdered'), byFeedback: of('reworkWanted') },
    }),
    line({
      id: 'user-escalations',
      title: 'Requests that users escalated or complained about',
      unit: 'share',
      target: { below: 0.1 },
      value: mean(of('complained'), of('requests')),
      cases: of('requests'),
      source: `feedback that is no praise (misrouted, should-have-been-escalated, rework, a rating up to ${dissatisfied}), or cancelled or rolled back by a user`,
      parts: { byFeedback: of('complaints'), byStopping: of('stopped') },
    }),
  ];
}

/** Milliseconds; one of the bounds of the histogram. */
const decisionTarget = 5_000;

function decisionTime(decisions: Counters): MetricLine {
  const cases = decisions['decisions'] ?? 0;
  const p99Ms = percentile(decisions, 0.99);
  const measured = line({
    id: 'decision-time',
    title: 'Time to decide',
    unit: 'ms',
    target: { below: decisionTarget },
    value: p99Ms,
    cases,
    source: 'the router, from reading a request to its written route: the bound under which 99 % lie',
    parts: {
      p50Ms: percentile(decisions, 0.5),
      p99Ms,
      meanMs: cases === 0 ? null : (decisions['durationMs'] ?? 0) / cases,
    },
  });
  // What lies under the bound lies under the target when the bound is the target itself.
  return p99Ms === decisionTarget ? { ...measured, met: true } : measured;
}

function completionTime(requests: RoutingCounters['requests'], sums: Counters): MetricLine {
  const cases = sums['completed'] ?? 0;
  const byMode = modes.flatMap((mode): ModeTimes[] => {
    const counters = requests[mode] ?? {};
    const completed = counters['completed'] ?? 0;
    if (completed === 0) return [];
    const [p50Ms, p99Ms] = [percentile(counters, 0.5), percentile(counters, 0.99)];
    return [{ mode, cases: completed, meanMs: (counters['completionMs'] ?? 0) / completed, p50Ms, p99Ms }];
  });
  return line({
    id: 'completion-time',
    title: 'Time to completion',
    unit: 'ms',
    target: null,
    value: cases === 0 ? null : (sums['completionMs'] ?? 0) / cases,
    cases,
    source: 'requests that succeeded, from their arrival to their end, waiting for answers included: their mean',
    parts: {},
    byMode,
  });
}

function line(of: Omit<MetricLine, 'met'>): MetricLine {
  const { target, value } = of;
  if (target === null || value === null) return { ...of, met: null };
  return { ...of, met: 'above' in target ? value > target.above : value < target.below };
}
