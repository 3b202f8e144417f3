import { isoTime } from '../../../../lambdas/core/clock.ts';
import { taskStatuses } from '../../../../lambdas/core/task/task.ts';
import { aResult, aTask, dawn } from '../../../support/fixtures.ts';
import { useJournals } from '../../../support/journals.ts';

const { journals, aTenant } = useJournals();
const startOf = (round = 0) => ({ round, agentId: 'network-expert', at: isoTime(dawn) });
const failure = { name: 'ModelRejected', message: 'the key is wrong' };

describe.each(journals)('the journal $where', ({ journal: open }) => {
  let journal: ReturnType<typeof open>;
  let tenantId: string;
  beforeEach(() => {
    journal = open();
    tenantId = aTenant();
  });
  const taskKey = () => ({ tenantId, requestId: 'r1', taskId: 't1' });

  describe('tasks', () => {
    it('are read as they were written, created once, and listed with their request', async () => {
      const whole = aTask({ domain: 'network', compensation: { withdraw: true }, dependsOn: ['t0'], reviews: 't0' });
      await journal.tasks.create(tenantId, whole);
      await journal.tasks.create(tenantId, aTask({ instruction: 'another' }));
      await journal.tasks.create(tenantId, aTask({ taskId: 't2', createdAt: isoTime(dawn + 1) }));
      await journal.tasks.create(tenantId, aTask({ requestId: 'r10', taskId: 't3' }));
      expect(await journal.tasks.read(taskKey())).toEqual(whole);
      expect((await journal.tasks.list(taskKey())).map(({ taskId }) => taskId)).toEqual(['t1', 't2']);
      expect(await journal.tasks.read({ ...taskKey(), tenantId: 'another' })).toBeUndefined();
    });

    it.each(taskStatuses)('that are %s start only when they are open, or sent back once completed', async (status) => {
      await journal.tasks.create(tenantId, aTask({ status, attempt: 3 }));
      const rework = { ...taskKey(), taskId: 't2' };
      await journal.tasks.create(tenantId, aTask({ taskId: 't2', status, attempt: 3 }));
      const open = status === 'waiting' || status === 'started';
      const started = await journal.tasks.start(taskKey(), startOf(0));
      expect(started?.attempt).toBe(open ? 4 : undefined);
      expect((await journal.tasks.read(taskKey()))?.status).toBe(open ? 'started' : status);
      const sentBack = await journal.tasks.start(rework, startOf(1));
      expect(sentBack?.round).toBe(status === 'completed' ? 1 : undefined);
    });

    it('that are started again have neither the end nor the error of before', async () => {
      const ended = { endedAt: isoTime(dawn), error: failure };
      await journal.tasks.create(tenantId, aTask({ status: 'completed', ...ended }));
      const started = await journal.tasks.start(taskKey(), startOf(1));
      const at = isoTime(dawn);
      expect(started).toEqual(aTask({ status: 'started', round: 1, attempt: 1, startedAt: at, starts: [at] }));
    });

    it('keep when each attempt started', async () => {
      await journal.tasks.create(tenantId, aTask());
      await journal.tasks.start(taskKey(), startOf());
      const again = await journal.tasks.start(taskKey(), { ...startOf(), at: isoTime(dawn + 1) });
      expect(again?.starts).toEqual([isoTime(dawn), isoTime(dawn + 1)]);
    });

    it('are not started for a round that is over, for another agent, nor when they are unknown', async () => {
      await journal.tasks.create(tenantId, aTask({ round: 1, status: 'started', attempt: 1 }));
      expect(await journal.tasks.start(taskKey(), startOf(0))).toBeUndefined();
      expect(await journal.tasks.start(taskKey(), { ...startOf(1), agentId: 'storage-expert' })).toBeUndefined();
      expect(await journal.tasks.start({ ...taskKey(), taskId: 't9' }, startOf(0))).toBeUndefined();
      expect(await journal.tasks.read({ ...taskKey(), taskId: 't9' })).toBeUndefined();
    });

    it('are settled by the attempt that holds them, once', async () => {
      await journal.tasks.create(tenantId, aTask());
      await journal.tasks.start(taskKey(), startOf());
      await journal.tasks.start(taskKey(), startOf());
      const end = {
        status: 'completed',
        at: isoTime(dawn + 5),
        result: aResult({ facts: { rules: 1 } }),
        completionSeq: 1,
      } as const;
      expect(await journal.tasks.settle(taskKey(), 1, end)).toBeUndefined();
      const settled = await journal.tasks.settle(taskKey(), 2, end);
      expect(settled).toMatchObject({ status: 'completed', endedAt: end.at, result: end.result, completionSeq: 1 });
      expect(
        await journal.tasks.settle(taskKey(), 2, { status: 'failed', at: end.at, error: failure }),
      ).toBeUndefined();
      expect(await journal.tasks.read(taskKey())).toEqual(settled);
    });

    it('may be settled as failed, with an error and with or without a result', async () => {
      await journal.tasks.create(tenantId, aTask({ status: 'started', attempt: 1 }));
      const end = { status: 'failed', at: isoTime(dawn), error: failure } as const;
      expect(await journal.tasks.settle(taskKey(), 1, end)).toMatchObject({ status: 'failed', error: failure });
      expect(await journal.tasks.read(taskKey())).not.toHaveProperty('result');
    });

    it.each(taskStatuses)('that are %s are abandoned only when they are open, and then fenced', async (status) => {
      const task = aTask({ status, attempt: 1 });
      await journal.tasks.create(tenantId, task);
      await journal.tasks.abandon(taskKey(), { at: isoTime(dawn), error: failure });
      const open = status === 'waiting' || status === 'started';
      const abandoned = {
        ...task,
        status: 'failed',
        attempt: 2,
        error: failure,
        endedAt: isoTime(dawn),
        fencedAt: isoTime(dawn),
      };
      expect(await journal.tasks.read(taskKey())).toEqual(open ? abandoned : task);
    });

    it('that are unknown are neither abandoned into being nor said to have ended', async () => {
      await journal.tasks.abandon(taskKey(), { at: isoTime(dawn), error: failure });
      await journal.tasks.noteEnd(taskKey(), 1);
      expect(await journal.tasks.fence(taskKey(), isoTime(dawn))).toBeUndefined();
      expect(await journal.tasks.read(taskKey())).toBeUndefined();
    });

    it('keep which attempts have ended, each once', async () => {
      await journal.tasks.create(tenantId, aTask());
      for (const attempt of [2, 1, 2]) await journal.tasks.noteEnd(taskKey(), attempt);
      const { ended, ...rest } = (await journal.tasks.read(taskKey())) ?? {};
      expect(ended?.toSorted()).toEqual([1, 2]);
      expect(rest).toEqual(aTask());
    });

    it('started by many at once have each attempt once', async () => {
      await journal.tasks.create(tenantId, aTask());
      const all = await Promise.all(Array.from({ length: 20 }, () => journal.tasks.start(taskKey(), startOf())));
      expect(all.map((task) => task?.attempt ?? 0).sort((a, b) => a - b)).toEqual(all.map((_, index) => index + 1));
    });
  });

  it('keeps deliverables as they were made', async () => {
    const deliverable = {
      deliverableId: 't1-1-1',
      taskId: 't1',
      agentId: 'network-expert',
      title: 'Rule',
      kind: 'runbook' as const,
      content: '# Rule\n\n漢字 😀',
      createdAt: isoTime(dawn),
    };
    const key = { tenantId, requestId: 'r1' };
    await journal.deliverables.write(key, deliverable);
    expect(await journal.deliverables.read(key, 't1-1-1')).toEqual(deliverable);
    expect(await journal.deliverables.read({ ...key, tenantId: 'another' }, 't1-1-1')).toBeUndefined();
  });
});
