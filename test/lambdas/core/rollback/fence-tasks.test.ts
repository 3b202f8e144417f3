import { isoTime } from '../../../../lambdas/core/clock.ts';
import { fenceTasks } from '../../../../lambdas/core/rollback/fence-tasks.ts';
import { aRequest, aTask, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, type MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { beingUndone, rollbackCall } from '../../../support/rollback-run.ts';

const fence = (journal: MemoryJournal, functionsSince = 0) => {
  const agentById = () => ({ limits: { timeoutSeconds: 60 } as never });
  return fenceTasks(journal.with({ clock: journal.clock, functionsSince, agentById }), rollbackCall);
};
const started = { status: 'started', attempt: 1, startedAt: isoTime(dawn - 10_000) } as const;
const statusOf = (journal: MemoryJournal, taskId: string) => journal.taskRecords.get(`acme r1 ${taskId}`)?.status;

it('skips what nobody started, and fences what somebody is at', async () => {
  const journal = beingUndone({ taskId: 't1' }, { taskId: 't2', ...started });
  await fence(journal);
  expect([statusOf(journal, 't1'), statusOf(journal, 't2')]).toEqual(['skipped', 'fenced']);
});

it('waits while the function of a fenced task may be at work, and not a second longer', async () => {
  const journal = beingUndone({ taskId: 't1', ...started });
  expect(await fence(journal)).toEqual({ waitSeconds: 1, compensations: [] });
  journal.now = dawn + 51_000;
  expect(await fence(journal)).toEqual({ waitSeconds: 1, compensations: [] });
  journal.now = dawn + 52_001;
  expect((await fence(journal)).compensations).toEqual([
    { taskId: 't1', agentId: 'network-expert', timeoutSeconds: 60 },
  ]);
});

it('asks less and less often, and no later than the last function can end', async () => {
  const journal = beingUndone({ taskId: 't1', status: 'started', attempt: 1, startedAt: isoTime(dawn + 600_000) });
  const waits: number[] = [];
  for (let after = 0; ; after += waits.at(-1) ?? 0) {
    journal.now = dawn + after * 1_000;
    const { waitSeconds } = await fence(journal);
    if (waitSeconds === 0) break;
    waits.push(waitSeconds);
  }
  expect(waits.slice(0, 3)).toEqual([1, 1, 1]);
  expect(Math.max(...waits)).toBe(30);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBe(662);
});

it('says for whom it waits and until when, once', async () => {
  const journal = beingUndone({ taskId: 't1', ...started });
  await fence(journal);
  journal.now += 1_000;
  await fence(journal);
  const waiting = (journal.eventRecords.get('acme r1') ?? []).filter(({ type }) => type === 'rollback.waiting');
  expect(waiting).toMatchObject([{ detail: { tasks: ['t1'], more: 0, until: isoTime(dawn + 52_000) } }]);
});

it('does not wait for a function that has said it ended', async () => {
  const journal = beingUndone({ taskId: 't1', ...started });
  journal.before('tasks.fence', () => journal.tasks.noteEnd({ ...rollbackCall, taskId: 't1' }, 1));
  expect(await fence(journal)).toMatchObject({ waitSeconds: 0, compensations: [{ taskId: 't1' }] });
});

it('waits for an attempt that was overtaken, also when a later one completed the task', async () => {
  const completed = { status: 'completed', attempt: 2, completionSeq: 1, startedAt: isoTime(dawn) } as const;
  const journal = beingUndone({ taskId: 't1', ...completed, ended: [2] });
  expect((await fence(journal)).waitSeconds).toBe(1);
  const both = beingUndone({ taskId: 't1', ...completed, ended: [1, 2] });
  expect((await fence(both)).waitSeconds).toBe(0);
});

it('waits for an overtaken attempt by its own start', async () => {
  const starts = [isoTime(dawn - 60_000), isoTime(dawn)];
  const completed = { status: 'completed', attempt: 2, completionSeq: 1, startedAt: isoTime(dawn), starts } as const;
  const journal = beingUndone({ taskId: 't1', ...completed, ended: [2] });
  expect((await fence(journal)).waitSeconds).toBe(1);
  journal.now = dawn + 2_001;
  expect((await fence(journal)).waitSeconds).toBe(0);
});

it('does not wait for a function that ended with its process, but for one that started since', async () => {
  const starts = [isoTime(dawn - 60_000), isoTime(dawn - 10_000)];
  const twice = { status: 'started', attempt: 2, startedAt: isoTime(dawn - 10_000), starts } as const;
  expect((await fence(beingUndone({ taskId: 't1', ...twice }), dawn - 9_999)).waitSeconds).toBe(0);
  expect((await fence(beingUndone({ taskId: 't1', ...twice }), dawn - 10_000)).waitSeconds).toBe(1);
});

it('finds a task that was written after it had looked', async () => {
  const journal = beingUndone({ taskId: 't1' });
  journal.after('tasks.fence', () => journal.tasks.create('acme', aTask({ taskId: 't2' })));
  await fence(journal);
  expect(statusOf(journal, 't2')).toBe('skipped');
});

it.each([
  ['of another epoch', { status: 'rolling-back' as const, epoch: 2 }],
  ['that is over', { status: 'rolled-back' as const, epoch: 1 }],
  ['that is under way', { status: 'running' as const, epoch: 1 }],
])('has nothing to do with a request %s', async (_, changes) => {
  const journal = beingUndone({ taskId: 't1', ...started });
  journal.requestRecords.set('acme r1', aRequest(changes));
  expect(await rejectionOf(fence(journal))).toMatchObject({ name: 'RequestClosed' });
  expect(statusOf(journal, 't1')).toBe('started');
});

it('is completed by its repetition wherever it was interrupted', async () => {
  const times = await dieAtEveryStep({
    prepare: () => beingUndone({ taskId: 't1' }, { taskId: 't2', ...started }, { taskId: 't3', ...started }),
    attempt: fence,
    assess: (journal) => {
      expect(['t1', 't2', 't3'].map((taskId) => statusOf(journal, taskId))).toEqual(['skipped', 'fenced', 'fenced']);
      expect(journal.taskRecords.get('acme r1 t2')?.attempt).toBe(2);
    },
  });
  expect(times).toBeGreaterThan(4);
});
