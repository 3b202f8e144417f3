import { BatonError } from '../../../../lambdas/core/errors.ts';
import { aResultBody, anAgentCall, scriptedProvider } from '../../../support/fixtures.ts';
import { rejectionOf } from '../../../support/memory-journal.ts';
import { routed, run, task } from '../../../support/task-run.ts';

const effect = { kind: 'effect', tenantId: 'acme', requestId: 'r1', taskId: 't1', agentId: 'network-expert' };
const deliverable = { title: 'Rule', kind: 'runbook' as const, content: 'Refuse telnet.' };

describe('the ledger outside', () => {
  it('is told once of what a task is about to leave, before any of it is there', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => aResultBody({ deliverables: [deliverable, deliverable] }));
    await run(journal, { provider });
    expect(journal.told).toEqual([{ ...effect, key: 'r1.1.t1.run.0', attempt: 1 }]);
    const steps = journal.steps.filter((step) => step === 'effects.tell' || step === 'deliverables.write');
    expect(steps).toEqual(['effects.tell', 'deliverables.write', 'deliverables.write']);
  });

  it('is told again by another attempt, under the same key', async () => {
    const journal = routed();
    journal.before('deliverables.write', () => {
      throw new BatonError('StoreUnavailable', 'throttled');
    });
    await rejectionOf(run(journal));
    await run(journal);
    expect(journal.told).toMatchObject([
      { key: 'r1.1.t1.run.0', attempt: 1 },
      { key: 'r1.1.t1.run.0', attempt: 2 },
    ]);
  });

  it('is told of another round under another key', async () => {
    const journal = routed();
    await run(journal);
    await run(journal, { call: { round: 1 } });
    expect(journal.told.map(({ key }) => key)).toEqual(['r1.1.t1.run.0', 'r1.1.t1.run.1']);
  });

  it('is not told of a review, nor of work that is over too late', async () => {
    const review = routed({ reviews: 't0' });
    await run(review);
    const late = routed();
    const { deadline } = anAgentCall();
    const slow = scriptedProvider(() => {
      late.now = deadline;
      return aResultBody();
    });
    expect(await rejectionOf(run(late, { provider: slow }))).toMatchObject({ name: 'DeadlineExceeded' });
    expect([...review.told, ...late.told]).toEqual([]);
  });

  it('that cannot be told keeps the effect from being, until another attempt can tell it', async () => {
    const journal = routed();
    journal.before('effects.tell', () => {
      throw new BatonError('StoreUnavailable', 'the ledger is away');
    });
    expect(await rejectionOf(run(journal))).toMatchObject({ name: 'StoreUnavailable' });
    expect(journal.deliverableRecords.size).toBe(0);
    expect(task(journal)).toMatchObject({ status: 'started', attempt: 1 });
    await run(journal);
    expect(task(journal)).toMatchObject({ status: 'completed', attempt: 2 });
  });
});
