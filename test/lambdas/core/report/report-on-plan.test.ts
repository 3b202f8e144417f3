import { isoTime } from '../../../../lambdas/core/clock.ts';
import { reportOnPlan } from '../../../../lambdas/core/report/end-request.ts';
import type { TaskRecord } from '../../../../lambdas/core/task/task.ts';
import { aRequest, aResult, aRoute, aTask, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal } from '../../../support/memory-journal.ts';

const done = (taskId: string, changes: Partial<TaskRecord> = {}) =>
  aTask({ taskId, status: 'completed', result: aResult(), ...changes });

describe('the end of a plan', () => {
  const key = { tenantId: 'acme', requestId: 'r1' };
  const ran = (...tasks: TaskRecord[]) => {
    const journal = new MemoryJournal();
    journal.requestRecords.set('acme r1', aRequest({ status: 'running' }));
    for (const task of tasks) journal.taskRecords.set(`acme r1 ${task.taskId}`, task);
    return journal;
  };

  it('closes the request as succeeded when every task was completed', async () => {
    const journal = ran(done('t1'), done('t2'));
    expect(await reportOnPlan(journal, key)).toMatchObject({ status: 'succeeded' });
  });

  it('closes it as failed when one was not, and names each', async () => {
    const journal = ran(
      done('t1'),
      aTask({ taskId: 't2', status: 'failed' }),
      aTask({ taskId: 't3', status: 'skipped' }),
    );
    expect(await reportOnPlan(journal, key)).toMatchObject({
      status: 'failed',
      error: { name: 'PlanIncomplete', message: 't2 (network-expert) failed; t3 (network-expert) skipped' },
    });
  });

  it('leaves no task open, when what was completed is kept', async () => {
    const journal = ran(done('t1'), aTask({ taskId: 't2', status: 'started', attempt: 1, startedAt: isoTime(dawn) }));
    journal.requestRecords.set(
      'acme r1',
      aRequest({ status: 'running', onFailure: 'keep', route: aRoute({ mode: 'workflow' }) }),
    );
    expect(await reportOnPlan(journal, key, false)).toMatchObject({ status: 'failed' });
    expect(journal.taskRecords.get('acme r1 t2')).toMatchObject({
      status: 'failed',
      error: { name: 'DeadlineExceeded' },
    });
  });

  it('never calls a workflow done that broke off before it began every step', async () => {
    const journal = ran(done('t1'), done('t2'));
    expect(await reportOnPlan(journal, key, false)).toMatchObject({
      status: 'failed',
      error: { message: 'it ended before every step was completed' },
      reply: expect.stringContaining('## Incomplete'),
    });
  });

  it.each(['combine', 'combine-review-0'])('follows from its tasks alone, not from %s', async (taskId) => {
    const own = taskId === 'combine' ? { combines: true as const } : { reviews: 'combine' };
    const journal = ran(done('t1'), aTask({ taskId, status: 'failed', ...own }));
    expect(await reportOnPlan(journal, key)).toMatchObject({ status: 'succeeded' });
  });

  it('is undone for the task that failed, never for a combination that did', async () => {
    const at = (second: number) => ({ startedAt: isoTime(dawn), endedAt: isoTime(dawn + second * 1_000) });
    const journal = ran(
      aTask({ taskId: 'combine', combines: true, status: 'failed', ...at(1) }),
      aTask({ taskId: 't1', status: 'failed', ...at(2) }),
    );
    journal.requestRecords.set('acme r1', aRequest({ status: 'running', route: aRoute({ mode: 'sequential' }) }));
    expect(await reportOnPlan(journal, key)).toMatchObject({ status: 'rolling-back', rollback: { failedTask: 't1' } });
  });

  it('leaves no combination under way', async () => {
    const journal = ran(done('t1'), aTask({ taskId: 'combine', combines: true, status: 'started', attempt: 1 }));
    expect(await reportOnPlan(journal, key)).toMatchObject({ status: 'succeeded' });
    expect(journal.taskRecords.get('acme r1 combine')).toMatchObject({ status: 'failed', attempt: 2 });
  });

  it('is told once, wherever the first attempt died', async () => {
    await dieAtEveryStep({
      prepare: () => ran(done('t1')),
      attempt: (journal) => reportOnPlan(journal, key),
      assess: (journal) => {
        expect([...journal.messageRecords.values()].flat()).toHaveLength(1);
        expect(journal.auditEntries).toHaveLength(1);
      },
    });
  });
});
