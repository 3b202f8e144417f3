import { isoTime } from '../../../../lambdas/core/clock.ts';
import { type Fault, faultsSchema } from '../../../../lambdas/core/task/faults.ts';
import { anAgentCall, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { Crash, rejectionOf } from '../../../support/memory-journal.ts';
import { routed, run, task, usage, withContent } from '../../../support/task-run.ts';

const { deadline } = anAgentCall();
const faulty = (fault: Partial<Fault>) => routed({}, { inject: [{ step: 't1', kind: 'error', ...fault }] });
const keys = (journal: ReturnType<typeof routed>) => journal.told.map(({ key }) => key);
const takeAway = async (journal: ReturnType<typeof routed>) => {
  const error = { name: 'States.Timeout', message: 'the state gave up' };
  await journal.tasks.abandon({ tenantId: 'acme', requestId: 'r1', taskId: 't1' }, { at: isoTime(dawn), error });
};

describe('an injected fault', () => {
  it('`error` fails the task for good, before its provider is asked', async () => {
    const journal = faulty({ kind: 'error' });
    const provider = scriptedProvider();
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({
      name: 'InjectedFault',
      message: 'error was injected into attempt 1 of task t1',
    });
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'InjectedFault' } });
    expect([provider.calls, journal.told]).toEqual([[], []]);
  });

  it('`timeout` does not answer before its deadline is well over, and has no effect', async () => {
    const journal = faulty({ kind: 'timeout' });
    const provider = scriptedProvider();
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'DeadlineExceeded' });
    expect(journal.now).toBe(deadline + 5_000);
    expect([provider.calls.length, journal.told.length, journal.deliverableRecords.size]).toEqual([0, 0, 0]);
  });

  it('`timeout` settles nothing that was taken away meanwhile, and says that it has ended', async () => {
    const journal = faulty({ kind: 'timeout' });
    journal.before('process.hang', () => takeAway(journal));
    expect(await rejectionOf(run(journal))).toMatchObject({ name: 'DeadlineExceeded' });
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'States.Timeout' }, ended: [1] });
  });

  it('`malformed` ends as an answer that is no Result, which is paid for all the same', async () => {
    const journal = faulty({ kind: 'malformed' });
    const provider = scriptedProvider(() => ({ body: withContent('nonsense'), usage }));
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'AgentOutputInvalid' });
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'AgentOutputInvalid' } });
    expect(journal.counts).toMatchObject([{ add: { failed: 1, ...usage } }]);
    expect([journal.told.length, journal.deliverableRecords.size]).toEqual([0, 0]);
  });

  it('`late` has its effects after the deadline and after the task was taken away, and settles nothing', async () => {
    const journal = faulty({ kind: 'late' });
    journal.before('process.hang', () => takeAway(journal));
    expect(await rejectionOf(run(journal))).toMatchObject({ name: 'AttemptFenced' });
    expect(journal.now).toBe(deadline + 5_000);
    expect(keys(journal)).toEqual(['r1.1.t1.run.0']);
    expect(journal.deliverableRecords.size).toBe(1);
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'States.Timeout' }, ended: [1] });
  });

  it('`crash` leaves the effects and an open task, which the next attempt completes under the same key', async () => {
    const journal = faulty({ kind: 'crash', attempt: 1 });
    expect(await rejectionOf(run(journal))).toBeInstanceOf(Crash);
    expect(task(journal)).toMatchObject({ status: 'started', attempt: 1, ended: [1] });
    expect([keys(journal), journal.deliverableRecords.size]).toEqual([['r1.1.t1.run.0'], 1]);
    await run(journal);
    expect(task(journal)).toMatchObject({ status: 'completed', attempt: 2 });
    expect(new Set(keys(journal))).toEqual(new Set(['r1.1.t1.run.0']));
  });

  it('strikes the attempt it is meant for and no other', async () => {
    const journal = routed({ status: 'started', attempt: 1 }, { inject: [{ step: 't1', attempt: 3, kind: 'error' }] });
    await run(journal);
    expect(task(journal)).toMatchObject({ status: 'completed', attempt: 2 });
  });

  it('strikes every attempt when none is named', async () => {
    const journal = faulty({ kind: 'crash' });
    for (let attempt = 1; attempt <= 3; attempt += 1) expect(await rejectionOf(run(journal))).toBeInstanceOf(Crash);
    expect(task(journal)).toMatchObject({ status: 'started', attempt: 3 });
  });

  it('leaves other tasks alone', async () => {
    const journal = faulty({ step: 't2' });
    await run(journal);
    expect(task(journal)?.status).toBe('completed');
  });

  it('is without effect where there is nothing to hit', async () => {
    const journal = Object.assign(faulty({ kind: 'error' }), { faultTarget: undefined });
    await run(journal);
    expect(task(journal)?.status).toBe('completed');
  });
});

describe('the faults of a request', () => {
  const fault = { step: 't1', kind: 'late' };

  it.each([[[]], [[fault]], [[{ ...fault, attempt: 2 }]], [Array.from({ length: 20 }, () => fault)]])(
    'may be %j',
    (faults) => {
      expect(faultsSchema.parse(faults)).toEqual(faults);
    },
  );

  it.each([
    [Array.from({ length: 21 }, () => fault)],
    [[{ step: 't1' }]],
    [[{ kind: 'late' }]],
    [[{ ...fault, kind: 'slow' }]],
    [[{ ...fault, attempt: 0 }]],
    [[{ ...fault, step: 'a b' }]],
    [[{ ...fault, task: 't1' }]],
  ])('may not be %j', (faults) => {
    expect(faultsSchema.safeParse(faults).success).toBe(false);
  });
});
