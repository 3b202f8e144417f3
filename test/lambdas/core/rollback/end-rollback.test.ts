import { isoTime } from '../../../../lambdas/core/clock.ts';
import { endRollback } from '../../../../lambdas/core/rollback/end-rollback.ts';
import { aRequest, aResult, aTask, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, type MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { beingUndone, rollbackCall, rollbackCause } from '../../../support/rollback-run.ts';

const at = (seconds: number) => isoTime(dawn + seconds * 1_000);
const undone = (taskId: string, compensatedAt: string, outcome = 'The table is dropped.') => ({
  taskId,
  status: 'compensated' as const,
  startedAt: at(-60),
  compensatedAt,
  compensationResult: aResult({ outcome }),
});
const end = (journal: MemoryJournal) => endRollback(journal.with({}), rollbackCall);
const request = (journal: MemoryJournal) => journal.requestRecords.get('acme r1');

it('closes a request of which nothing is left, and says in which order it was undone', async () => {
  const journal = beingUndone(undone('t1', at(9)), undone('t2', at(5)), { taskId: 't3', status: 'skipped' });
  expect(await end(journal)).toMatchObject({
    status: 'rolled-back',
    rollback: { compensated: ['t2', 't1'], dirty: [], left: [] },
  });
  const reply = request(journal)?.reply ?? '';
  expect(reply.indexOf('t2 (network-expert): undone: The table is dropped.')).toBeGreaterThan(0);
  expect(reply.indexOf('t2 (network-expert)')).toBeLessThan(reply.indexOf('t1 (network-expert)'));
  expect(reply).toContain('Why: t2 failed (PlanIncomplete)');
  expect(journal.openKeys.size).toBe(0);
  expect(journal.published.map(({ type }) => type)).toEqual(['request.rolled-back']);
});

it('ends a request that was cancelled as cancelled', async () => {
  const journal = beingUndone(undone('t1', at(9)));
  const rollback = { cause: rollbackCause, startedAt: at(0), run: 0 };
  journal.requestRecords.set('acme r1', aRequest({ status: 'cancelling', epoch: 1, rollback }));
  expect((await end(journal)).status).toBe('cancelled');
});

it('names what could not be undone, and what nothing undoes', async () => {
  const journal = beingUndone(undone('t1', at(9)), {
    taskId: 't2',
    status: 'dirty',
    startedAt: at(-50),
    compensationError: { name: 'CompensationFailed', message: 'the switch does not answer' },
  });
  journal.taskRecords.set('acme r1 t3', aTask({ taskId: 't3', status: 'completed', startedAt: at(-40) }));
  expect(await end(journal)).toMatchObject({
    status: 'rollback-failed',
    rollback: { compensated: ['t1'], dirty: ['t2'], left: ['t3'] },
  });
  const reply = request(journal)?.reply ?? '';
  expect(reply).toContain('t2 (network-expert): ❌ not undone: the switch does not answer');
  expect(reply).toContain('t3 (network-expert): left as it is');
});

it('fits into the request’s item however many tasks there were and however much they said', async () => {
  const wordy = Array.from({ length: 500 }, (_, n) => undone(`t${n}`, at(n), 'word '.repeat(800)));
  const journal = beingUndone(...wordy);
  await end(journal);
  expect(JSON.stringify(request(journal)).length).toBeLessThan(300_000);
  expect(request(journal)?.rollback?.compensated).toHaveLength(500);
});

describe('a request with a task that came to life after the others were fenced', () => {
  const completed = { status: 'completed' as const, startedAt: at(-60), completionSeq: 1 };

  it.each([
    ['is at work', { status: 'started' as const, startedAt: at(1), attempt: 1 }],
    ['was never begun', { status: 'waiting' as const }],
    ['was completed', completed],
  ])('that %s is not closed: it is to be fenced again', async (_, changes) => {
    const journal = beingUndone(undone('t1', at(9)), { taskId: 't2', ...changes });
    expect(await end(journal)).toMatchObject({ status: 'rolling-back', epoch: 1 });
    expect(request(journal)?.status).toBe('rolling-back');
    expect(journal.published).toEqual([]);
  });

  it('is closed all the same when nobody is left to fence it, and not called undone', async () => {
    const journal = beingUndone({ taskId: 't1', ...completed });
    const closed = await endRollback(journal.with({}), rollbackCall, true);
    expect(closed).toMatchObject({ status: 'rollback-failed', rollback: { dirty: ['t1'] } });
  });
});

it('leaves a request alone that is undone by a later epoch', async () => {
  const journal = beingUndone(undone('t1', at(9)));
  journal.requestRecords.set('acme r1', aRequest({ status: 'rolling-back', epoch: 2 }));
  expect(await rejectionOf(end(journal))).toMatchObject({ name: 'RequestClosed' });
});

it('does not close a later epoch that began in that very moment', async () => {
  const journal = beingUndone(undone('t1', at(9)));
  journal.before('requests.move', () =>
    journal.requestRecords.set('acme r1', aRequest({ status: 'rolling-back', epoch: 2 })),
  );
  expect(await rejectionOf(end(journal))).toMatchObject({ name: 'RequestClosed' });
  expect(request(journal)).toMatchObject({ status: 'rolling-back', epoch: 2 });
  expect(journal.published).toEqual([]);
});

it('is completed by its repetition wherever it was interrupted, and told once', async () => {
  const times = await dieAtEveryStep({
    prepare: () => beingUndone(undone('t1', at(9))),
    attempt: end,
    assess: (journal) => {
      expect(request(journal)?.status).toBe('rolled-back');
      expect(journal.messageRecords.get('acme s1')).toHaveLength(1);
      expect(journal.auditEntries.map(({ eventType }) => eventType)).toEqual(['request.rolled-back']);
      expect(journal.openKeys.size).toBe(0);
    },
  });
  expect(times).toBeGreaterThan(4);
});
