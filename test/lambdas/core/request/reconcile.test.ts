import { isoTime } from '../../../../lambdas/core/clock.ts';
import type { Failure } from '../../../../lambdas/core/report/failure.ts';
import { executionArnOf, settleEnded, sweep } from '../../../../lambdas/core/request/reconcile.ts';
import type { RequestRecord } from '../../../../lambdas/core/request/request.ts';
import { aRequest, dawn } from '../../../support/fixtures.ts';
import { machines, MemoryJournal } from '../../../support/memory-journal.ts';

const minute = 60_000;
const input = { schema: 1 as const, tenantId: 'acme', requestId: 'r1', generation: 1 };

/** Requests of an hour ago, and what became of their executions. */
function stale(...requests: Parameters<typeof aRequest>[0][]) {
  const journal = new MemoryJournal();
  journal.now = dawn + 60 * minute;
  for (const changes of requests) {
    const request = aRequest(changes);
    journal.requestRecords.set(`${request.tenantId} ${request.requestId}`, request);
    journal.openKeys.set(request.requestId, request);
  }
  const failed: { requestId: string; failure: Failure }[] = [];
  const givenUp: string[] = [];
  const warnings: { message: string; about: Record<string, unknown> }[] = [];
  const ports = journal.with({
    fail: async ({ tenantId, requestId }: { tenantId: string; requestId: string }, failure: Failure) => {
      failed.push({ requestId, failure });
      const moved = await journal.requests.move({ tenantId, requestId }, { status: 'failed', error: failure });
      return moved ?? aRequest();
    },
    giveUpRollback: async (request: RequestRecord) => {
      givenUp.push(request.requestId);
      return request;
    },
    warn: (message: string, about: Record<string, unknown>) => void warnings.push({ message, about }),
  });
  const execution = (requestId: string, status: string, end: { error?: string; cause?: string } = {}) =>
    journal.executionStates.set(executionArnOf(machines.coordinate, `${requestId}-1`), { status, ...end });
  return { journal, ports, failed, givenUp, warnings, execution };
}

describe('the status change of an execution', () => {
  it('closes the request that it left open, with its error and cause', async () => {
    const { ports, failed } = stale({ status: 'running' });
    const settled = await settleEnded(
      ports,
      { status: 'FAILED', input, error: 'TypeError', cause: 'it broke' },
      machines,
    );
    expect(settled).toMatchObject({ requestId: 'r1' });
    expect(failed).toEqual([{ requestId: 'r1', failure: { name: 'TypeError', message: 'it broke' } }]);
  });

  it.each(['FAILED', 'TIMED_OUT', 'ABORTED'] as const)(
    '%s without a word is an execution that was lost',
    async (status) => {
      const { ports, failed } = stale({ status: 'waiting' });
      await settleEnded(ports, { status, input }, machines);
      expect(failed).toMatchObject([
        { failure: { name: 'ExecutionLost', message: `the execution ended ${status} without an answer` } },
      ]);
    },
  );

  it.each([
    ['that the machine closed itself', { status: 'failed' as const }],
    ['that has succeeded', { status: 'succeeded' as const }],
    ['that runs in a newer generation', { status: 'running' as const, generation: 2 }],
    ['of another tenant', { status: 'running' as const, tenantId: 'globex' }],
  ])('leaves a request alone %s', async (_, changes) => {
    const { ports, failed } = stale(changes);
    expect(await settleEnded(ports, { status: 'FAILED', input }, machines)).toBeUndefined();
    expect(failed).toEqual([]);
  });
});

describe('a sweep', () => {
  it('starts what was never started', async () => {
    const { journal, ports, failed } = stale({ status: 'received' });
    expect(await sweep(ports, machines)).toEqual({ looked: 1, started: 1, failed: 0 });
    expect(journal.startedExecutions).toEqual(['r1-1']);
    expect(failed).toEqual([]);
  });

  it('closes what has ended without saying so', async () => {
    const { ports, failed, execution } = stale({ status: 'running' });
    execution('r1', 'FAILED', { error: 'States.DataLimitExceeded', cause: 'too large' });
    expect(await sweep(ports, machines)).toEqual({ looked: 1, started: 0, failed: 1 });
    expect(failed).toMatchObject([{ failure: { name: 'States.DataLimitExceeded', message: 'too large' } }]);
  });

  it.each(['RUNNING', 'PENDING_REDRIVE'])('leaves alone what is %s', async (status) => {
    const { journal, ports, failed, execution } = stale({ status: 'waiting' });
    execution('r1', status);
    expect(await sweep(ports, machines)).toEqual({ looked: 1, started: 0, failed: 0 });
    expect([...failed, ...journal.startedExecutions]).toEqual([]);
  });

  it('leaves the young to the first ways, and looks at a request that nobody touched for more than five minutes', async () => {
    const at = (age: number) => ({ updatedAt: isoTime(dawn + 60 * minute - age) });
    const { ports } = stale(
      { requestId: 'r1', ...at(minute) },
      { requestId: 'r2', ...at(5 * minute) },
      { requestId: 'r3', ...at(5 * minute + 1) },
    );
    expect(await sweep(ports, machines)).toMatchObject({ looked: 1, started: 1 });
  });

  it('does not look at requests that are over', async () => {
    const { ports } = stale({ requestId: 'r1', status: 'succeeded' }, { requestId: 'r2', status: 'failed' });
    expect(await sweep(ports, machines)).toMatchObject({ looked: 0 });
  });

  it('goes on after one that cannot be mended, and says which it was and nothing of what it says', async () => {
    const { journal, ports, warnings, execution } = stale(
      { requestId: 'r1', tenantId: 'acme', text: 'my secret' },
      { requestId: 'r2', tenantId: 'acme', status: 'running' },
      { requestId: 'r3', tenantId: 'globex' },
    );
    execution('r2', 'ABORTED');
    journal.before('executions.describe', () => {
      throw new Error('throttled');
    });
    const swept = await sweep(ports, machines);
    expect(swept.looked).toBe(3);
    expect(swept.started + swept.failed).toBe(2);
    expect(warnings).toEqual([
      { message: 'a request could not be swept', about: { requestId: expect.any(String), error: 'throttled' } },
    ]);
    expect(JSON.stringify(warnings)).not.toContain('my secret');
  });

  it('finds the one that is lost behind any number of newer ones that are well', async () => {
    const well = Array.from({ length: 450 }, (_, index) => ({
      requestId: `w${String(index).padStart(4, '0')}`,
      status: 'waiting' as const,
    }));
    const { ports, failed, execution } = stale({ requestId: 'a', status: 'running' }, ...well);
    for (const { requestId } of well) execution(requestId, 'RUNNING');
    execution('a', 'TIMED_OUT');
    expect(await sweep(ports, machines)).toEqual({ looked: 451, started: 0, failed: 1 });
    expect(failed).toMatchObject([{ requestId: 'a' }]);
  });

  it('done twice mends once', async () => {
    const { journal, ports, execution } = stale({ requestId: 'r1' }, { requestId: 'r2', status: 'running' });
    execution('r2', 'FAILED');
    await sweep(ports, machines);
    expect(await sweep(ports, machines)).toEqual({ looked: 1, started: 0, failed: 0 });
    expect(journal.startedExecutions).toEqual(['r1-1']);
  });
});

describe('a rollback that broke off', () => {
  const rollback = { cause: { name: 'Cancelled', message: 'by ada' }, startedAt: isoTime(dawn), run: 0 };
  const undoing = { status: 'cancelling' as const, epoch: 2, rollback };
  const rbArn = (run: number) => executionArnOf(machines.rollBack, `rb-r1-2-${run}`);
  const ended = { status: 'ABORTED' as const, input };

  it('is begun again under the next name', async () => {
    const { journal, ports } = stale(undoing);
    journal.executionStates.set(rbArn(0), { status: 'ABORTED' });
    expect(await settleEnded(ports, ended, machines)).toMatchObject({ rollback: { run: 1 } });
    expect(journal.startedExecutions).toEqual(['rb-r1-2-1']);
    expect(await settleEnded(ports, ended, machines)).toBeUndefined();
    expect(journal.startedExecutions).toEqual(['rb-r1-2-1']);
  });

  it('or never began is found by a sweep', async () => {
    const { journal, ports } = stale(undoing);
    expect(await sweep(ports, machines)).toEqual({ looked: 1, started: 1, failed: 0 });
    expect(journal.startedExecutions).toEqual(['rb-r1-2-0']);
    journal.now += 60 * minute;
    expect(await sweep(ports, machines)).toEqual({ looked: 1, started: 0, failed: 0 });
    journal.executionStates.set(rbArn(0), { status: 'TIMED_OUT' });
    expect(await sweep(ports, machines)).toEqual({ looked: 1, started: 1, failed: 0 });
    expect(journal.startedExecutions).toEqual(['rb-r1-2-0', 'rb-r1-2-1']);
  });

  it('that begins while a sweep takes the request for over stays in its sight', async () => {
    const { journal, ports } = stale({ status: 'failed' });
    const key = { tenantId: 'acme', requestId: 'r1' };
    journal.before('open.remove', () => journal.requests.stop(key, { epoch: 0, status: 'rolling-back', rollback }));
    await sweep(ports, machines);
    expect([...journal.openKeys.values()]).toMatchObject([key]);
  });

  it('again and again is left to a person', async () => {
    const { journal, ports, givenUp } = stale({ ...undoing, rollback: { ...rollback, run: 5 } });
    journal.executionStates.set(rbArn(5), { status: 'FAILED' });
    await settleEnded(ports, ended, machines);
    expect(givenUp).toEqual(['r1']);
    expect(journal.startedExecutions).toEqual([]);
  });

  it('is begun for a request whose execution was lost, when its work is to be undone', async () => {
    const { journal, ports, execution } = stale({ status: 'running' });
    execution('r1', 'ABORTED');
    const key = { tenantId: 'acme', requestId: 'r1' };
    const fail = async () =>
      (await journal.requests.stop(key, { epoch: 0, status: 'rolling-back', rollback })) ?? aRequest();
    await settleEnded(Object.assign(ports, { fail }), { status: 'ABORTED', input }, machines);
    expect(journal.startedExecutions).toEqual(['rb-r1-1-0']);
  });
});

it('derives the ARN of an execution from its machine and its name', () => {
  expect(executionArnOf(machines.coordinate, 'r1-2')).toBe(
    'arn:aws:states:eu-central-1:123456789012:execution:coordinate-request:r1-2',
  );
});
