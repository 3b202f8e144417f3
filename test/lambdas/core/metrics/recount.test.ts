import { isoTime } from '../../../../lambdas/core/clock.ts';
import { addCounters } from '../../../../lambdas/core/metrics/ports.ts';
import { recount } from '../../../../lambdas/core/metrics/recount.ts';
import { aFeedback, aRequest, aRoute, aTask, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal } from '../../../support/memory-journal.ts';

const key = { tenantId: 'acme', requestId: 'r1' };

function routed(changes: Parameters<typeof aRequest>[0] = {}): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ status: 'failed', route: aRoute(), ...changes }));
  journal.taskRecords.set('acme r1 t1', aTask({ status: 'failed', startedAt: isoTime(dawn) }));
  return journal;
}

const inMode = (journal: MemoryJournal, mode: string) =>
  addCounters(journal.counts.flatMap(({ kind, name, add }) => (kind === 'routing' && name === mode ? [add] : [])));

describe('the counters of a request', () => {
  it('stand under its mode and the day on which it was made', async () => {
    const journal = routed();
    journal.now += 3 * 86_400_000;
    await recount(journal, key);
    expect(journal.counts).toEqual([
      {
        tenantId: 'acme',
        kind: 'routing',
        name: 'single',
        day: '2026-03-02',
        add: { requests: 1, decided: 1, worked: 1 },
      },
    ]);
  });

  it('count it once, however often and by however many it is counted', async () => {
    const journal = routed();
    await Promise.all(Array.from({ length: 5 }, () => recount(journal, key)));
    await recount(journal, key);
    expect(inMode(journal, 'single')).toEqual({ requests: 1, decided: 1, worked: 1 });
  });

  it('follow what is said of it, and what is taken back', async () => {
    const journal = routed();
    await recount(journal, key);
    const feedback = aFeedback({ kind: 'should-have-been-escalated', to: undefined });
    await journal.feedback.put(feedback);
    await recount(journal, key);
    expect(inMode(journal, 'single')).toMatchObject({ requests: 1, judged: 1, misjudged: 1, missed: 1 });
    await journal.feedback.put({ ...feedback, status: 'rejected' });
    await recount(journal, key);
    expect(inMode(journal, 'single')).toMatchObject({ requests: 1, judged: 1, misjudged: 0, missed: 0 });
  });

  it('hold nothing of what somebody read before another changed it', async () => {
    const journal = routed({ status: 'running' });
    journal.before('counted.write', async () => {
      await journal.requests.move(key, { status: 'succeeded' });
      await recount(journal, key);
    });
    await recount(journal, key);
    expect(inMode(journal, 'single')).toMatchObject({ requests: 1, completed: 1 });
  });

  it('go with it to the mode that it is routed to anew', async () => {
    const journal = routed({ route: aRoute({ mode: 'clarify', agents: [] }) });
    await recount(journal, key);
    journal.requestRecords.set('acme r1', aRequest({ status: 'failed', route: aRoute({ mode: 'sequential' }) }));
    await recount(journal, key);
    expect(inMode(journal, 'clarify')).toEqual({ requests: 0, decided: 0, worked: 0 });
    expect(inMode(journal, 'sequential')).toEqual({ requests: 1, decided: 1, worked: 1 });
  });

  it('have nothing of a request that was never routed, or that there is not', async () => {
    const journal = routed({ route: undefined });
    await recount(journal, key);
    await recount(journal, { ...key, requestId: 'r2' });
    expect(journal.counts).toEqual([]);
  });

  it('count it at most once, wherever who counted died', async () => {
    await dieAtEveryStep({
      prepare: () => routed(),
      attempt: (journal) => recount(journal, key),
      assess: (journal) => {
        expect(inMode(journal, 'single')['requests'] ?? 0).toBeLessThanOrEqual(1);
        expect(journal.countedRecords.get('acme r1')?.figures).toMatchObject({ requests: 1 });
      },
    });
  });
});
