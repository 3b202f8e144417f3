import { BatonError } from '../../../../lambdas/core/errors.ts';
import { aResultBody, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { dieAtEveryStep, rejectionOf } from '../../../support/memory-journal.ts';
import { audited, referenced, routed, run, task, withContent } from '../../../support/task-run.ts';

describe('a repeated attempt', () => {
  it('at a completed task answers what was recorded, and nothing is done or counted again', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => aResultBody({ facts: { rules: 1 } }));
    const first = await run(journal, { provider });
    const again = await run(journal, { provider });
    expect(again).toEqual(first);
    expect(provider.calls).toHaveLength(1);
    expect(audited(journal)).toEqual(['task.completed']);
    expect(journal.counts).toHaveLength(1);
    expect(task(journal)).toMatchObject({ attempt: 1, completionSeq: 1 });
  });

  it('at a completed task is answered also after its deadline', async () => {
    const journal = routed();
    const first = await run(journal);
    journal.now = dawn + 900_000;
    expect(await run(journal)).toEqual(first);
  });

  it('at a failed task fails as it did', async () => {
    const error = { name: 'ModelRejected', message: 'the key is wrong' };
    const journal = routed({ status: 'failed', error, attempt: 1 });
    const provider = scriptedProvider();
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({
      name: 'ModelRejected',
      message: 'task t1 has failed before: its record says why',
    });
    expect(provider.calls).toEqual([]);
  });

  it.each(['skipped', 'fenced', 'compensated', 'dirty'] as const)('leaves a task alone that is %s', async (status) => {
    const journal = routed({ status });
    const provider = scriptedProvider();
    expect(await run(journal, { provider })).toMatchObject({ status });
    expect(provider.calls).toEqual([]);
  });

  it('at a task that another attempt has started takes it over', async () => {
    const journal = routed({ status: 'started', attempt: 3 });
    await run(journal);
    expect(task(journal)).toMatchObject({
      status: 'completed',
      attempt: 4,
      result: { deliverables: [{ id: 't1-4-1' }] },
    });
  });

  it.each([
    ['completes', () => aResultBody(), 'completed'],
    ['fails', () => aResultBody({ status: 'failed', outcome: 'It cannot be done.' }), 'failed'],
    [
      'fails for good',
      () => {
        throw new BatonError('ModelRejected', 'the key is wrong');
      },
      'failed',
    ],
  ])('makes it end right, wherever the one before that %s has died', async (_, line, status) => {
    const died = await dieAtEveryStep({
      prepare: () => routed(),
      attempt: async (journal) =>
        run(journal, { provider: scriptedProvider(line) }).catch((error: unknown) => {
          if (!(error instanceof BatonError)) throw error;
        }),
      assess: (journal, diedAfter) => {
        const ended = task(journal);
        expect({ diedAfter, status: ended?.status }).toEqual({ diedAfter, status });
        expect(referenced(journal)).toEqual(
          (ended?.result?.deliverables ?? []).map(() => '# Firewall rule\n\nRefuse telnet.'),
        );
        for (const { id } of ended?.result?.deliverables ?? []) expect(id).toBe(`t1-${ended?.attempt}-1`);
        expect(journal.auditEntries).toHaveLength(1);
        expect(journal.counts.length).toBeLessThanOrEqual(1);
      },
    });
    expect(died).toBeGreaterThanOrEqual(6);
  });

  it('refers to what it made itself, not to what the attempt before it left', async () => {
    const journal = routed();
    journal.before('requests.next', () => {
      throw new Error('the process died');
    });
    await rejectionOf(run(journal, { provider: scriptedProvider(() => withContent('of the first')) }));
    await run(journal, { provider: scriptedProvider(() => withContent('of the second')) });
    expect(referenced(journal)).toEqual(['of the second']);
    expect(journal.deliverableRecords.get('acme r1 t1-1-1')?.content).toBe('of the first');
  });
});
