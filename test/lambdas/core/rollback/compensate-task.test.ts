import { isoTime } from '../../../../lambdas/core/clock.ts';
import { BatonError } from '../../../../lambdas/core/errors.ts';
import { markDirty } from '../../../../lambdas/core/rollback/mark-dirty.ts';
import type { Effect } from '../../../../lambdas/core/task/effects.ts';
import type { TaskRecord } from '../../../../lambdas/core/task/task.ts';
import { aRequest, aResult, aResultBody, aTask, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { dieAtEveryStep, type MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { beingUndone, compensate, rollbackCall, rollbackCause } from '../../../support/rollback-run.ts';

const completed: Partial<TaskRecord> = {
  status: 'completed',
  attempt: 1,
  completionSeq: 1,
  startedAt: isoTime(dawn - 60_000),
  ended: [1],
  result: aResult(),
};
const byInstruction = { compensation: { instruction: 'Close the port again' } };
const task = (journal: MemoryJournal) => journal.taskRecords.get('acme r1 t1');

const withDeliverable = (journal: MemoryJournal): MemoryJournal => {
  journal.deliverableRecords.set('acme r1 t1-1-1', {
    deliverableId: 't1-1-1',
    taskId: 't1',
    agentId: 'network-expert',
    title: 'Rule',
    kind: 'runbook',
    content: 'pass in',
    createdAt: isoTime(dawn),
  });
  return journal;
};

it('withdraws what the task made, where there is nothing else to undo', async () => {
  const journal = withDeliverable(beingUndone(completed));
  const provider = scriptedProvider();
  expect(await compensate(journal, { provider })).toMatchObject({ taskId: 't1', status: 'compensated' });
  expect(provider.calls).toEqual([]);
  expect(task(journal)).toMatchObject({ status: 'compensated', compensatedAt: isoTime(dawn) });
  expect(journal.deliverableRecords.get('acme r1 t1-1-1')).toMatchObject({
    withdrawnAt: isoTime(dawn),
    content: 'pass in',
  });
});

it('has the agent of the task carry the instruction out, under a key of its own, and keeps what came of it', async () => {
  const journal = withDeliverable(beingUndone({ ...completed, ...byInstruction, round: 1 }));
  const made = { title: 'How it was undone', kind: 'report' as const, content: 'closed' };
  const provider = scriptedProvider(() => aResultBody({ outcome: 'The port is closed.', deliverables: [made] }));
  await compensate(journal, { provider });
  expect(provider.calls).toMatchObject([
    { idempotencyKey: 'r1.1.t1.compensate.1', task: { taskId: 't1', instruction: 'Close the port again' } },
  ]);
  expect(task(journal)?.compensationResult).toMatchObject({
    outcome: 'The port is closed.',
    deliverables: [{ id: 't1-undo-1', title: 'How it was undone' }],
  });
  expect(journal.deliverableRecords.get('acme r1 t1-undo-1')).not.toHaveProperty('withdrawnAt');
  expect(journal.deliverableRecords.get('acme r1 t1-1-1')).toHaveProperty('withdrawnAt');
});

it('tells the ledger outside before it does anything', async () => {
  const told: Effect[] = [];
  const journal = beingUndone({ ...completed, ...byInstruction });
  const provider = scriptedProvider(() => {
    expect(told).toMatchObject([{ kind: 'compensation', key: 'r1.1.t1.compensate.0', taskId: 't1' }]);
    return aResultBody();
  });
  await compensate(journal, { provider, told });
  expect(provider.calls).toHaveLength(1);
});

it('accepts that there was nothing to undo', async () => {
  const journal = beingUndone({ ...completed, ...byInstruction, status: 'fenced' });
  await compensate(journal, { provider: scriptedProvider(() => aResultBody({ status: 'skipped' })) });
  expect(task(journal)?.status).toBe('compensated');
});

it.each(['failed', 'degraded'] as const)('is not done with a result that is %s', async (status) => {
  const journal = beingUndone({ ...completed, ...byInstruction });
  const provider = scriptedProvider(() => aResultBody({ status, outcome: 'the switch does not answer' }));
  expect(await rejectionOf(compensate(journal, { provider }))).toMatchObject({
    name: 'CompensationFailed',
    message: 'network-expert could not undo task t1: the switch does not answer',
  });
  expect(task(journal)?.status).toBe('completed');
});

it('answers again what it did, without doing it again', async () => {
  const journal = beingUndone({ ...completed, ...byInstruction });
  const provider = scriptedProvider();
  await compensate(journal, { provider });
  await compensate(journal, { provider });
  expect(provider.calls).toHaveLength(1);
});

it.each([
  ['for another agent', {}, { agentId: 'storage-expert' }, 'CallInvalid'],
  ['at which somebody is again', { status: 'started' as const }, {}, 'CompensationFailed'],
  ['that does not exist', {}, { taskId: 't9' }, 'TaskUnknown'],
  ['too late', {}, { deadline: dawn }, 'DeadlineExceeded'],
])('refuses a task %s', async (_, changes, of, name) => {
  const journal = beingUndone({ ...completed, ...changes });
  const before = task(journal);
  expect(await rejectionOf(compensate(journal, of))).toMatchObject({ name });
  expect(task(journal)).toEqual(before);
});

it('refuses a task that nothing undoes', async () => {
  const journal = beingUndone();
  journal.taskRecords.set('acme r1 t1', aTask(completed));
  expect(await rejectionOf(compensate(journal))).toMatchObject({ name: 'CallInvalid' });
});

it('is the business of the present epoch alone', async () => {
  const journal = beingUndone(completed);
  journal.requestRecords.set('acme r1', aRequest({ status: 'rolling-back', epoch: 2 }));
  expect(await rejectionOf(compensate(journal))).toMatchObject({ name: 'RequestClosed' });
});

it('is completed by its repetition wherever it was interrupted', async () => {
  const times = await dieAtEveryStep({
    prepare: () => withDeliverable(beingUndone({ ...completed, ...byInstruction })),
    attempt: (journal) => compensate(journal),
    assess: (journal) => {
      expect(task(journal)?.status).toBe('compensated');
      expect(journal.deliverableRecords.get('acme r1 t1-1-1')).toHaveProperty('withdrawnAt');
      expect(journal.auditEntries.map(({ eventType }) => eventType)).toEqual(['task.compensated']);
    },
  });
  expect(times).toBeGreaterThan(4);
});

describe('a compensation that fails for good', () => {
  const failure = { name: 'CompensationFailed', message: 'the switch does not answer' };
  const giveUp = (journal: MemoryJournal) => markDirty(journal.with({}), { ...rollbackCall, taskId: 't1' }, failure);

  it('leaves the task dirty with the reason', async () => {
    const journal = beingUndone({ ...completed, ...byInstruction });
    expect(await giveUp(journal)).toBe('dirty');
    expect(task(journal)).toMatchObject({ status: 'dirty', compensationError: failure });
    expect(journal.auditEntries).toMatchObject([{ eventType: 'task.dirty', success: false }]);
  });

  it('that succeeded after all and was only not heard is compensated', async () => {
    const journal = beingUndone({ ...completed, ...byInstruction });
    await compensate(journal);
    expect(await giveUp(journal)).toBe('compensated');
  });

  it('is tried again by the next rollback', async () => {
    const journal = beingUndone({ ...completed, ...byInstruction });
    const unable = scriptedProvider(() => {
      throw new BatonError('ModelRejected', rollbackCause.message);
    });
    await rejectionOf(compensate(journal, { provider: unable }));
    await giveUp(journal);
    await compensate(journal);
    expect(task(journal)).toMatchObject({ status: 'compensated' });
    expect(task(journal)).not.toHaveProperty('compensationError');
  });
});
