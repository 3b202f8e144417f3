import { readRoutingMetrics } from '../../../../lambdas/core/metrics/read-routing-metrics.ts';
import { type MetricLine, routingMetrics } from '../../../../lambdas/core/metrics/routing-metrics.ts';
import { aRegistry } from '../../../support/fixtures.ts';
import { MemoryJournal } from '../../../support/memory-journal.ts';

const ids = [
  'right-expert',
  'unneeded-escalations',
  'missed-escalations',
  'decision-time',
  'handoff-words',
  'exchanges',
  'completion-time',
  'rework',
  'user-escalations',
];

type Counted = Parameters<typeof routingMetrics>[0];
const measure = (id: string, requests: Counted['requests'], decisions: Counted['decisions'] = {}): MetricLine => {
  const found = routingMetrics({ requests, decisions }).find((line) => line.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
};

describe('the measures of routing', () => {
  it('are all there, and say nothing where there are no cases', () => {
    const lines = routingMetrics({ decisions: {}, requests: {} });
    expect(lines.map(({ id }) => id)).toEqual(ids);
    for (const line of lines) expect(line).toMatchObject({ value: null, cases: 0, met: null });
  });

  it.each([
    ['right-expert', { judged: 40, misjudged: 1 }, 0.975, 40, true],
    ['right-expert', { judged: 20, misjudged: 1 }, 0.95, 20, false],
    ['unneeded-escalations', { escalated: 50, unneeded: 2 }, 0.04, 50, true],
    ['unneeded-escalations', { escalated: 20, unneeded: 1 }, 0.05, 20, false],
    ['missed-escalations', { decided: 110, escalated: 10, missed: 1 }, 0.01, 100, true],
    ['missed-escalations', { decided: 60, escalated: 10, missed: 1 }, 0.02, 50, false],
    ['handoff-words', { handoffs: 2, handoffWords: 120 }, 60, 2, true],
    ['handoff-words', { handoffs: 1, handoffWords: 100 }, 100, 1, false],
    ['exchanges', { worked: 4, exchanges: 2 }, 0.5, 4, true],
    ['rework', { worked: 100, reworked: 6 }, 0.06, 100, false],
    ['user-escalations', { requests: 100, complained: 9 }, 0.09, 100, true],
    ['completion-time', { completed: 2, completionMs: 3_000 }, 1_500, 2, null],
  ] as const)('%s of %j is %d, of %d cases', (id, counters, value, cases, met) => {
    const line = measure(id, { single: counters });
    expect(line).toMatchObject({ cases, met });
    expect(line.value).toBeCloseTo(value);
  });

  it('add up over the modes, and tell the time to completion by mode', () => {
    const single = { requests: 3, completed: 2, completionMs: 300, under200: 2 };
    const escalate = { requests: 1, complained: 1, completed: 1, completionMs: 9_000, under10000: 1 };
    expect(measure('user-escalations', { single, escalate })).toMatchObject({ value: 0.25, cases: 4 });
    expect(measure('completion-time', { single, escalate })).toMatchObject({
      value: 3_100,
      byMode: [
        { mode: 'single', cases: 2, meanMs: 150, p50Ms: 200, p99Ms: 200 },
        { mode: 'escalate', cases: 1, meanMs: 9_000, p50Ms: 10_000, p99Ms: 10_000 },
      ],
    });
  });

  it.each([
    [{ under20: 99, under5000: 1 }, 20, true],
    [{ under20: 98, under5000: 2 }, 5_000, true],
    [{ under20: 98, under10000: 2 }, 10_000, false],
  ])('the time to decide of %j has its 99 % under %d ms', (buckets, value, met) => {
    const line = measure('decision-time', {}, { decisions: 100, durationMs: 1_000, ...buckets });
    expect(line).toMatchObject({ value, cases: 100, met, parts: { p50Ms: 20, p99Ms: value, meanMs: 10 } });
  });

  it('are read of the decisions for every expert and in every mode, over as many days as wanted', async () => {
    const journal = new MemoryJournal();
    for (const name of ['network-expert', 'escalate']) {
      await journal.metrics.count('acme', { kind: 'route', name }, { decisions: 1, durationMs: 4, under5: 1 });
    }
    await journal.metrics.count('other', { kind: 'route', name: 'escalate' }, { decisions: 1 });
    await journal.metrics.count('acme', { kind: 'routing', name: 'escalate' }, { requests: 1, escalated: 1 });
    const registry = { routable: () => aRegistry().list() };
    const report = await readRoutingMetrics(journal.with({ registry }), 'acme', 30);
    expect(report).toMatchObject({ days: 30, from: '2026-02-01', to: '2026-03-02' });
    const casesOf = (id: string) => report.metrics.find((line) => line.id === id)?.cases;
    expect(['decision-time', 'unneeded-escalations', 'user-escalations'].map(casesOf)).toEqual([2, 1, 1]);
  });
});
