import { isoTime } from '../../../../lambdas/core/clock.ts';
import { requestStatuses, stoppableFrom } from '../../../../lambdas/core/request/status.ts';
import { taskStatuses } from '../../../../lambdas/core/task/task.ts';
import { aRequest, aResult, aTask, dawn } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { journals, aTenant } = useJournals();
const cause = { name: 'PlanIncomplete', message: 't3 failed' };
const rollback = { cause, failedTask: 't3', startedAt: isoTime(dawn), run: 0 };
const at = isoTime(dawn + 5_000);

describe.each(journals)('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let tenantId: string;
  beforeEach(() => {
    journal = open();
    tenantId = aTenant();
  });
  const key = (taskId = 't1') => ({ tenantId, requestId: 'r1', taskId });
  const request = (changes: Parameters<typeof aRequest>[0] = {}) => aRequest({ tenantId, ...changes });

  describe('requests that are stopped', () => {
    it.each(['cancelling', 'rolling-back'] as const)('become %s exactly where their status allows', async (status) => {
      for (const from of requestStatuses) {
        await journal.requests.create(request({ requestId: from, status: from, epoch: 3 }));
        const of = { epoch: 3, status, rollback };
        const stopped = await journal.requests.stop({ tenantId, requestId: from }, of);
        expect([from, stopped?.status, stopped?.epoch]).toEqual(
          stoppableFrom(status).includes(from) ? [from, status, 4] : [from, undefined, undefined],
        );
      }
    });

    it('are stopped once an epoch, lose their question and their end, and keep why', async () => {
      const question = { questionId: 'r1-q1', text: 'Which?', askedAt: at, expiresAt: at };
      await journal.requests.create(request({ status: 'waiting', question, endedAt: at }));
      const of = { epoch: 0, status: 'cancelling' as const, rollback, error: cause };
      const all = await Promise.all(Array.from({ length: 8 }, () => journal.requests.stop(request(), of)));
      expect(all.filter((one) => one !== undefined)).toHaveLength(1);
      const stored = await journal.requests.read(request());
      expect(stored).toMatchObject({ status: 'cancelling', epoch: 1, rollback, error: cause });
      expect(stored).not.toHaveProperty('question');
      expect(stored).not.toHaveProperty('endedAt');
      const listed = await journal.requests.list({ tenantId, statuses: ['cancelling'], limit: 10 });
      expect(listed.map(({ requestId }) => requestId)).toEqual(['r1']);
    });

    it('are closed by their own epoch alone', async () => {
      await journal.requests.create(request({ status: 'rolling-back', epoch: 2 }));
      expect(await journal.requests.move(request(), { status: 'rolled-back' }, { epoch: 1 })).toBeUndefined();
      expect(await journal.requests.move(request(), { status: 'rolled-back' }, { epoch: 2 })).toMatchObject({
        status: 'rolled-back',
        epoch: 2,
      });
    });

    it('count the executions that were begun for them, each once, as long as they are being undone', async () => {
      await journal.requests.create(request({ status: 'rolling-back', epoch: 1, rollback }));
      const again = () => journal.requests.runAgain(request(), { epoch: 1, run: 0 });
      const both = await Promise.all([again(), again()]);
      expect(both.filter((one) => one !== undefined)).toMatchObject([{ rollback: { run: 1 } }]);
      expect(await journal.requests.runAgain(request(), { epoch: 2, run: 1 })).toBeUndefined();
      await journal.requests.move(request(), { status: 'rolled-back' }, { epoch: 1 });
      expect(await journal.requests.runAgain(request(), { epoch: 1, run: 1 })).toBeUndefined();
    });
  });

  describe('tasks that are fenced', () => {
    it.each(taskStatuses)('and are %s end as nobody may finish them', async (status) => {
      await journal.tasks.create(tenantId, aTask({ status, attempt: 2 }));
      const fenced = await journal.tasks.fence(key(), at);
      const ends: Partial<Record<string, object>> = {
        waiting: { status: 'skipped', attempt: 2, endedAt: at },
        started: { status: 'fenced', attempt: 3, endedAt: at, fencedAt: at },
      };
      if (ends[status] === undefined) expect(fenced).toBeUndefined();
      else expect(fenced).toMatchObject(ends[status]);
      const end = { status: 'completed', at, result: aResult(), completionSeq: 1 } as const;
      expect(await journal.tasks.settle(key(), 2, end)).toBeUndefined();
      expect(await journal.tasks.start(key(), { round: 0, agentId: 'network-expert', at })).toBeUndefined();
    });

    it.each(taskStatuses)('and are %s are compensated once, if there is something to compensate', async (status) => {
      await journal.tasks.create(tenantId, aTask({ status, attempt: 1 }));
      const compensate = () =>
        journal.tasks.endCompensation(key(), { status: 'compensated', at, compensationResult: aResult() });
      const open = ['completed', 'failed', 'fenced', 'dirty'].includes(status);
      const first = await compensate();
      if (!open) expect(first).toBeUndefined();
      else expect(first).toMatchObject({ status: 'compensated', compensatedAt: at, compensationResult: aResult() });
      expect(await compensate()).toBeUndefined();
    });

    it('stay dirty with the reason until they are compensated after all', async () => {
      await journal.tasks.create(tenantId, aTask({ status: 'completed', attempt: 1, completionSeq: 1 }));
      const dirty = await journal.tasks.endCompensation(key(), { status: 'dirty', at, compensationError: cause });
      expect(dirty).toMatchObject({ status: 'dirty', compensationError: cause, completionSeq: 1 });
      const compensated = await journal.tasks.endCompensation(key(), { status: 'compensated', at });
      expect(compensated?.status).toBe('compensated');
      expect(compensated).not.toHaveProperty('compensationError');
    });
  });

  it('withdraws what a task made, in whichever attempt, and nothing else', async () => {
    const made = (deliverableId: string, taskId: string, changes = {}) => ({
      deliverableId,
      taskId,
      agentId: 'network-expert',
      title: 'Rule',
      kind: 'runbook' as const,
      content: 'text',
      createdAt: isoTime(dawn),
      ...changes,
    });
    const all = [
      made('t1-1-1', 't1'),
      made('t1-2-1', 't1'),
      made('t1-undo-1', 't1', { undoes: true }),
      made('t1-b-1-1', 't1-b'),
      made('t2-1-1', 't2'),
    ];
    for (const one of all) await journal.deliverables.write(key(), one);
    await journal.deliverables.withdraw(key(), at);
    await journal.deliverables.withdraw(key(), isoTime(dawn + 9_000));
    const read = await Promise.all(all.map(({ deliverableId }) => journal.deliverables.read(key(), deliverableId)));
    expect(read.map((one) => one?.withdrawnAt)).toEqual([at, at, undefined, undefined, undefined]);
    expect(read.map((one) => one?.content)).toEqual(all.map(() => 'text'));
  });
});
