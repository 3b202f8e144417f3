import { isoTime } from '../../../../lambdas/core/clock.ts';
import { requestStatuses } from '../../../../lambdas/core/request/status.ts';
import { cancelRequest, rollBackRequest } from '../../../../lambdas/core/rollback/stop-request.ts';
import { ada, aRequest, dawn } from '../../../support/fixtures.ts';
import { dieAtEveryStep, MemoryJournal, rejectionOf } from '../../../support/memory-journal.ts';

const cause = { name: 'PlanIncomplete', message: 't2 failed' };
const rollback = { cause, startedAt: isoTime(dawn), run: 0 };

function thatIs(changes: Parameters<typeof aRequest>[0]): MemoryJournal {
  const journal = new MemoryJournal();
  journal.requestRecords.set('acme r1', aRequest({ executionArn: 'arn', ...changes }));
  return journal;
}
const running = async () => {
  const journal = thatIs({ status: 'running' });
  await journal.executions.start({ schema: 1, tenantId: 'acme', requestId: 'r1', generation: 1 });
  return journal;
};
const cancel = (journal: MemoryJournal) => cancelRequest(journal.with({}), ada, 'r1');
const undo = (journal: MemoryJournal) => rollBackRequest(journal.with({}), ada, 'r1');
const request = (journal: MemoryJournal) => journal.requestRecords.get('acme r1');

describe('to cancel a request', () => {
  it('begins an epoch in which it is undone, stops its execution and starts the one that undoes it', async () => {
    const journal = await running();
    expect(await cancel(journal)).toMatchObject({
      status: 'cancelling',
      epoch: 1,
      rollback: { requestedBy: 'ada', cause: { name: 'Cancelled' } },
    });
    expect(journal.startedExecutions).toEqual(['r1-1', 'rb-r1-1-0']);
    expect([...journal.executionStates.values()].map(({ status }) => status)).toEqual(['ABORTED', 'RUNNING']);
    expect(journal.openKeys.size).toBe(1);
    expect(journal.auditEntries.map(({ eventType }) => eventType)).toEqual(['request.cancelling']);
  });

  it('by several at once does it once', async () => {
    const journal = await running();
    const all = await Promise.all(Array.from({ length: 5 }, () => cancel(journal)));
    expect(new Set(all.map(({ epoch }) => epoch))).toEqual(new Set([1]));
    expect(journal.startedExecutions).toEqual(['r1-1', 'rb-r1-1-0']);
  });

  it('is completed by its repetition wherever it was interrupted', async () => {
    const times = await dieAtEveryStep({
      prepare: running,
      attempt: cancel,
      assess: (journal) => {
        expect(request(journal)).toMatchObject({ status: 'cancelling', epoch: 1 });
        expect(journal.startedExecutions).toEqual(['r1-1', 'rb-r1-1-0']);
      },
    });
    expect(times).toBeGreaterThan(5);
  });

  it.each(['succeeded', 'failed', 'rolled-back', 'rollback-failed', 'cancelled'] as const)(
    'that is %s is too late',
    async (status) => {
      const journal = thatIs({ status });
      expect(await rejectionOf(cancel(journal))).toMatchObject({
        name: 'NothingToCancel',
        message: `request r1 is ${status} and cannot be cancelled any more`,
      });
      expect(request(journal)?.status).toBe(status);
    },
  );

  it('that ends at that moment is too late as well', async () => {
    const journal = await running();
    journal.before('requests.stop', () =>
      journal.requests.move({ tenantId: 'acme', requestId: 'r1' }, { status: 'succeeded' }),
    );
    expect(await rejectionOf(cancel(journal))).toMatchObject({ name: 'NothingToCancel' });
    expect(journal.startedExecutions).toEqual(['r1-1']);
  });

  it('of another tenant finds none', async () => {
    const journal = await running();
    const globex = { tenantId: 'globex', userId: 'ada' };
    expect(await rejectionOf(cancelRequest(journal.with({}), globex, 'r1'))).toMatchObject({ name: 'NotFound' });
  });
});

describe('a request that failed and is being undone by its own machine', () => {
  it.each([
    ['cancelled', cancel],
    ['rolled back', undo],
  ])('is left to that when it is to be %s', async (_, stop) => {
    const journal = thatIs({ status: 'rolling-back', epoch: 2, rollback });
    await journal.executions.start({ schema: 1, tenantId: 'acme', requestId: 'r1', generation: 1 });
    expect(await stop(journal)).toMatchObject({ status: 'rolling-back', epoch: 2 });
    expect(journal.startedExecutions).toEqual(['r1-1']);
    expect([...journal.executionStates.values()]).toEqual([{ status: 'RUNNING' }]);
  });
});

describe('to roll a request back', () => {
  it.each(['succeeded', 'failed', 'rollback-failed'] as const)('that is %s begins a new epoch', async (status) => {
    const journal = thatIs({ status, epoch: 3, error: cause });
    expect(await undo(journal)).toMatchObject({ status: 'rolling-back', epoch: 4, rollback: { cause } });
    expect(journal.startedExecutions).toEqual(['rb-r1-4-0']);
  });

  it('that is being undone for its user goes on with that', async () => {
    const journal = thatIs({ status: 'rolling-back', epoch: 2, rollback: { ...rollback, requestedBy: 'ada' } });
    expect(await undo(journal)).toMatchObject({ status: 'rolling-back', epoch: 2 });
    expect(journal.startedExecutions).toEqual(['rb-r1-2-0']);
  });

  it.each(
    requestStatuses.filter((status) => !/^(succeeded|failed|rollback-failed|cancelling|rolling-back)$/.test(status)),
  )('that is %s is refused', async (status) => {
    const journal = thatIs({ status });
    expect(await rejectionOf(undo(journal))).toMatchObject({ name: 'NothingToRollBack' });
    expect(request(journal)?.status).toBe(status);
  });
});
