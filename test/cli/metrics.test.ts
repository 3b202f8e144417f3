import { describeMetrics } from '../../cli/metrics.ts';
import { routingMetrics } from '../../lambdas/core/metrics/routing-metrics.ts';

const period = { days: 2, from: '2026-03-01', to: '2026-03-02' };

it('stand beside their targets, each with its cases and its source', () => {
  const single = {
    requests: 2,
    decided: 2,
    judged: 2,
    misjudged: 1,
    completed: 1,
    completionMs: 4_200_000,
    under5000000: 1,
  };
  const text = describeMetrics({ ...period, metrics: routingMetrics({ decisions: {}, requests: { single } }) });
  expect(text).toMatch(/^Routing from 2026-03-01 to 2026-03-02\n/);
  expect(text).toMatch(/Right expert first time +50 % +> 95 % +NOT met +2 +misjudged 1, misrouted 0/);
  expect(text).toMatch(/Time to decide +– +< 5 s +0 /);
  expect(text).toMatch(/Time to completion +70 min +1 /);
  expect(text).toMatch(/ {2}single +70 min +1 +half under 83 min, 99 % under 83 min/);
  expect(text).toMatch(/Where the values come from\nRight expert first time +feedback: /);
});
