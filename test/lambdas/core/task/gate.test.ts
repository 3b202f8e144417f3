import { isoTime } from '../../../../lambdas/core/clock.ts';
import { compensationOrder } from '../../../../lambdas/core/rollback/order.ts';
import { aResultBody, aTask, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { type MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';
import { routed, run, task } from '../../../support/task-run.ts';

const { instruction, expects, dependsOn, intent } = aTask();
/** A task as a call of a workflow brings it along. */
const brought = { instruction, expects, dependsOn, intent };

const stop = (journal: MemoryJournal) =>
  journal.requests.stop(
    { tenantId: 'acme', requestId: 'r1' },
    {
      epoch: 0,
      status: 'cancelling',
      rollback: { cause: { name: 'Cancelled', message: 'by ada' }, startedAt: isoTime(dawn), run: 0 },
    },
  );

describe('a request', () => {
  it.each(['cancelling', 'rolling-back', 'succeeded', 'failed', 'cancelled'] as const)(
    'that is %s lets no work start',
    async (status) => {
      const journal = routed({}, { status });
      const provider = scriptedProvider();
      expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'RequestClosed' });
      expect(provider.calls).toEqual([]);
      expect(task(journal)).toMatchObject({ status: 'waiting', attempt: 0 });
    },
  );

  it.each(['tasks.create', 'tasks.start'])(
    'that is stopped before %s lets no work start of a task that its call brings along',
    async (step) => {
      const journal = routed({});
      journal.taskRecords.clear();
      journal.before(step, () => stop(journal));
      const provider = scriptedProvider();
      const call = { task: brought };
      expect(await rejectionOf(run(journal, { provider, call }))).toMatchObject({ name: 'RequestClosed' });
      expect(provider.calls).toEqual([]);
      expect(task(journal)?.status).toBe('skipped');
    },
  );

  it.each([
    ['a review sent it back', { status: 'completed' as const, attempt: 1 }, { round: 1 }],
    ['an attempt before it may have had effects', { status: 'started' as const, attempt: 1 }, { task: brought }],
  ])('that is stopped meanwhile leaves a task to be undone, when %s', async (_, before, call) => {
    const journal = routed({ ...before, startedAt: isoTime(dawn - 60_000), compensation: { withdraw: true } });
    journal.before('tasks.start', () => stop(journal));
    const provider = scriptedProvider();
    expect(await rejectionOf(run(journal, { provider, call }))).toMatchObject({ name: 'RequestClosed' });
    expect(provider.calls).toEqual([]);
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'RequestClosed' } });
    expect(compensationOrder([...journal.taskRecords.values()])).toHaveLength(1);
  });

  it('that is fenced in that moment hears that the attempt has ended', async () => {
    const journal = routed({});
    journal.taskRecords.clear();
    journal.before('tasks.start', () => stop(journal));
    journal.before('tasks.settle', () =>
      journal.tasks.fence({ tenantId: 'acme', requestId: 'r1', taskId: 't1' }, isoTime(dawn)),
    );
    expect(await rejectionOf(run(journal, { call: { task: brought } }))).toMatchObject({ name: 'RequestClosed' });
    expect(task(journal)).toMatchObject({ status: 'fenced', attempt: 2, ended: [1] });
  });

  it('of a newer generation lets no work of an older one start', async () => {
    const error = await rejectionOf(run(routed({}, { generation: 2 })));
    expect(error).toMatchObject({ name: 'RequestClosed' });
  });

  it('that is not in the journal, or is another tenant’s, lets no work start', async () => {
    const error = await rejectionOf(run(routed(), { call: { tenantId: 'globex' } }));
    expect(error).toMatchObject({ name: 'RequestUnknown' });
  });
});

describe('the deadline', () => {
  it('keeps work from starting at the very instant at which it is over', async () => {
    const journal = routed();
    const provider = scriptedProvider();
    const error = await rejectionOf(run(journal, { provider, call: { deadline: dawn } }));
    expect(error).toMatchObject({ name: 'DeadlineExceeded' });
    expect(provider.calls).toEqual([]);
    expect(task(journal)).toMatchObject({ status: 'waiting', attempt: 0 });
  });

  it('that passed during the work fails the task, and nothing is kept of it', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      journal.now = dawn + 300_000;
      return aResultBody();
    });
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'DeadlineExceeded' });
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'DeadlineExceeded' } });
    expect(journal.deliverableRecords.size).toBe(0);
  });
});
