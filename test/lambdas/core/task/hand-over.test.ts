import { BatonError } from '../../../../lambdas/core/errors.ts';
import type { TaskRecord } from '../../../../lambdas/core/task/task.ts';
import { aResult, aTask, scriptedProvider } from '../../../support/fixtures.ts';
import { dieAtEveryStep, type MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { routed, run, task } from '../../../support/task-run.ts';

const made = { id: 't0-1-1', title: 'Rule', kind: 'runbook' as const };

/** A task that builds on t0, which is as the test says; what it made is kept. */
async function building(from: Partial<TaskRecord> = {}, to: Partial<TaskRecord> = {}) {
  const journal = routed({ dependsOn: ['t0'], ...to });
  const result = aResult({ outcome: 'Prepared a rule.', deliverables: [made] });
  journal.taskRecords.set('acme r1 t0', aTask({ taskId: 't0', status: 'completed', attempt: 1, result, ...from }));
  await journal.deliverables.write(
    { tenantId: 'acme', requestId: 'r1' },
    { deliverableId: made.id, taskId: 't0', agentId: 'network-expert', ...made, content: '# Rule', createdAt: '' },
  );
  return journal;
}
const handoffs = (journal: MemoryJournal) => [...journal.handoffRecords.values()];
const told = (journal: MemoryJournal) =>
  (journal.eventRecords.get('acme r1') ?? []).filter(({ type }) => type === 'handoff');

describe('what a task builds on', () => {
  it('is verified, kept as a handoff, told, and passed on to the agent', async () => {
    const journal = await building();
    const provider = scriptedProvider();
    await run(journal, { provider });
    expect(handoffs(journal)).toMatchObject([
      {
        fromTask: 't0',
        taskId: 't1',
        attempt: 1,
        verified: true,
        verification: ['task t0 is completed', 'its result is in the journal', 'deliverable t0-1-1 is in the journal'],
        context: { completedWork: 'Prepared a rule.', dependencies: ['r1/tasks/t0', 't0-1-1'] },
        estimatedTime: 5,
      },
    ]);
    expect(told(journal)).toMatchObject([{ taskId: 't1', attempt: 1, detail: { fromTask: 't0', verified: true } }]);
    expect(provider.calls[0]?.context.handoff).toMatch(/^Prepared a rule\.; due 2026-\S+ r1\/tasks\/t0; t0-1-1$/);
  });

  it('that is nothing leaves no handoff', async () => {
    const journal = routed();
    const provider = scriptedProvider();
    await run(journal, { provider });
    expect([handoffs(journal), told(journal)]).toEqual([[], []]);
    expect(provider.calls[0]?.context).not.toHaveProperty('handoff');
  });

  it('is only looked at by a review', async () => {
    const journal = await building({ status: 'failed' }, { reviews: 't0' });
    expect(await run(journal)).toMatchObject({ status: 'completed' });
    expect(handoffs(journal)).toEqual([]);
  });

  it('is taken over anew by each attempt, and there is one handoff', async () => {
    const journal = await building();
    const provider = scriptedProvider(() => {
      throw new BatonError('ModelThrottled', 'slow down');
    });
    await rejectionOf(run(journal, { provider }));
    journal.now += 2_000;
    await run(journal);
    expect(handoffs(journal)).toMatchObject([{ attempt: 2 }]);
    expect(told(journal).map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

describe('a task is refused', () => {
  it.each([
    [
      'a deliverable is gone',
      { result: aResult({ deliverables: [{ ...made, id: 't0-1-2' }] }) },
      'deliverable t0-1-2 is not in the journal',
    ],
    ['it was undone meanwhile', { status: 'compensated' as const }, 'task t0 is compensated'],
  ])('what it builds on when %s, and the handoff says so', async (_, from, missing) => {
    const journal = await building(from);
    const provider = scriptedProvider();
    const error = await rejectionOf(run(journal, { provider }));
    expect(error).toMatchObject({ name: 'HandoffRejected', message: expect.stringContaining(missing) });
    expect(provider.calls).toEqual([]);
    expect(task(journal)).toMatchObject({
      status: 'failed',
      error: { name: 'HandoffRejected', message: error.message },
    });
    expect(handoffs(journal)).toMatchObject([{ verified: false, verification: expect.arrayContaining([missing]) }]);
    expect(told(journal)).toMatchObject([{ detail: { verified: false } }]);
  });

  it('what nobody knows of', async () => {
    const journal = await building();
    journal.taskRecords.delete('acme r1 t0');
    expect(await rejectionOf(run(journal))).toMatchObject({
      name: 'HandoffRejected',
      message: expect.stringContaining('task t0 is not in the journal'),
    });
    expect(handoffs(journal)).toEqual([]);
  });

  it('with what it has no result of', async () => {
    const journal = await building();
    const { result: _result, ...bare } = aTask({ taskId: 't0', status: 'completed' });
    journal.taskRecords.set('acme r1 t0', bare);
    expect(await rejectionOf(run(journal))).toMatchObject({
      message: expect.stringContaining('task t0 has no result'),
    });
  });

  it('once and for all, wherever the attempt before died', async () => {
    await dieAtEveryStep({
      prepare: () => building({ status: 'compensated' }),
      attempt: async (journal) =>
        run(journal).catch((error: unknown) => {
          if (!(error instanceof BatonError)) throw error;
        }),
      assess: (journal) => {
        expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'HandoffRejected' } });
        expect(handoffs(journal)).toMatchObject([{ verified: false }]);
      },
    });
  });
});
