import { dawn } from '../../../support/fixtures.ts';
import { seconds, useJournals } from '../../../support/journals.ts';

const { time, tables, aTenant, itemsOf } = useJournals();

describe('in the table alone', () => {
  it('adds counters up by thing and day, however many count at once', async () => {
    const { metrics } = tables();
    const tenantId = aTenant();
    const add = { tasks: 1, completed: 1, durationMs: 10, costUsd: 0.25 };
    const of = { kind: 'agent', name: 'network-expert' } as const;
    await Promise.all(Array.from({ length: 20 }, () => metrics.count(tenantId, of, add)));
    time.now = dawn + 86_400_000;
    await metrics.count(tenantId, of, { tasks: 1, failed: 1 });
    expect(await itemsOf(`T#${encodeURIComponent(tenantId)}#M#agent#network-expert`)).toMatchObject([
      { sk: '2026-03-02', tasks: 20, completed: 20, durationMs: 200, costUsd: 5 },
      { sk: '2026-03-03', tasks: 1, failed: 1, expiresAt: seconds(time.now) + 400 * 86_400 },
    ]);
  });

  it('sums counters up over the days that are wanted, also what was counted for another day', async () => {
    const { metrics } = tables();
    const tenantId = aTenant();
    const of = { kind: 'routing', name: 'single' } as const;
    for (const day of ['2026-02-01', '2026-02-27', '2026-02-28']) {
      await metrics.count(tenantId, { ...of, day }, { requests: 1, judged: 1 });
    }
    await metrics.count(tenantId, of, { requests: 1, judged: -1 });
    expect(await metrics.sum(tenantId, of, { from: '2026-02-27', to: '2026-03-02' })).toEqual({
      requests: 3,
      judged: 1,
    });
    expect(await metrics.sum('another', of, { from: '2026-02-27', to: '2026-03-02' })).toEqual({});
  });
});
