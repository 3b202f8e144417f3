import { agentStatusSchema } from '../../../../lambdas/core/agent/handoff.ts';
import { isoTime } from '../../../../lambdas/core/clock.ts';
import { BatonError } from '../../../../lambdas/core/errors.ts';
import { settleTask } from '../../../../lambdas/core/task/settle-task.ts';
import { aResultBody, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { dieAtEveryStep, type MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { routed, run } from '../../../support/task-run.ts';

const key = { tenantId: 'acme', requestId: 'r1', taskId: 't1' };
const events = (journal: MemoryJournal) => journal.eventRecords.get('acme r1') ?? [];
const types = (journal: MemoryJournal) => events(journal).map(({ type }) => type);
const progress = (journal: MemoryJournal) =>
  events(journal).flatMap(({ type, detail }) =>
    type === 'agent.status' ? agentStatusSchema.parse(detail).progress : [],
  );
const working = (journal: MemoryJournal) =>
  scriptedProvider(() => {
    journal.now += 1_000;
    return aResultBody({ needs: 'support' });
  });

describe('the history of a task', () => {
  it('is told from its start to its end, with what its agent said of itself', async () => {
    const journal = routed();
    await run(journal, { provider: working(journal) });
    expect(types(journal)).toEqual([
      'task.started',
      'agent.status',
      'agent.status',
      'task.completed',
      'agent.status',
      'agent.status',
    ]);
    expect(progress(journal)).toEqual([10, 25, 90, 100]);
    expect(
      events(journal).every(
        ({ taskId, agentId, attempt }) => taskId === 't1' && agentId === 'network-expert' && attempt === 1,
      ),
    ).toBe(true);
    expect(events(journal)[3]).toMatchObject({
      at: isoTime(dawn + 1_000),
      detail: { result: 'completed', deliverables: ['t1-1-1'] },
    });
    expect(events(journal).at(-1)?.detail).toMatchObject({ requestedSupport: [{ urgency: 'medium' }] });
  });

  it('says why it failed', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      throw new BatonError('ModelRejected', 'the key is wrong');
    });
    await rejectionOf(run(journal, { provider }));
    expect(events(journal).find(({ type }) => type === 'task.failed')?.detail).toEqual({ error: 'ModelRejected' });
    expect(events(journal).at(-1)?.detail).toMatchObject({ blockers: ['ModelRejected: the key is wrong'] });
  });

  it('says that it was skipped, and for what', async () => {
    const journal = routed({ dependsOn: ['t0'], failedDeps: ['t0'] });
    await run(journal);
    expect(events(journal)).toMatchObject([{ type: 'task.skipped', detail: { failedDeps: ['t0'] } }]);
  });

  it('says that it was given up', async () => {
    const journal = routed({ status: 'started', attempt: 1, startedAt: isoTime(dawn) });
    journal.now += 5_000;
    const failure = { name: 'Lambda.Unknown', message: 'the function is gone' };
    for (const _ of [1, 2]) await settleTask(journal, key, failure);
    expect(events(journal)).toMatchObject([
      { type: 'task.failed', at: isoTime(dawn + 5_000), attempt: 2 },
      { type: 'agent.status', detail: { blockers: ['Lambda.Unknown: the function is gone'] } },
    ]);
  });

  it('has one end, and the start of each attempt, wherever one died', async () => {
    await dieAtEveryStep({
      prepare: () => routed(),
      attempt: (journal) => run(journal, { provider: working(journal) }),
      assess: (journal, diedAfter) => {
        const attempts = journal.taskRecords.get('acme r1 t1')?.attempt ?? 0;
        const count = (type: string) => types(journal).filter((one) => one === type).length;
        expect({ diedAfter, ends: count('task.completed') }).toEqual({ diedAfter, ends: 1 });
        expect(count('task.started')).toBeGreaterThanOrEqual(attempts - 1);
        expect(count('task.started')).toBeLessThanOrEqual(attempts);
        expect(progress(journal).filter((percent) => percent === 100)).toHaveLength(1);
      },
    });
  });
});
