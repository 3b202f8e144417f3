import { isoTime } from '../../../../lambdas/core/clock.ts';
import { BatonError } from '../../../../lambdas/core/errors.ts';
import { aResultBody, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { rejectionOf } from '../../../support/memory-journal.ts';
import { audited, referenced, routed, run, task, withContent } from '../../../support/task-run.ts';

describe('two attempts at once', () => {
  it('settle the task once: the later start wins, the other only says that it ended', async () => {
    const journal = routed();
    let second: Promise<unknown> | undefined;
    const provider = scriptedProvider(
      async () => {
        second = run(journal, { provider });
        await second;
        return withContent('of the first');
      },
      () => withContent('of the second'),
    );
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'AttemptFenced' });
    expect(task(journal)).toMatchObject({ status: 'completed', attempt: 2, completionSeq: 1 });
    expect(referenced(journal)).toEqual(['of the second']);
    expect(task(journal)?.ended).toEqual([2, 1]);
    expect(journal.deliverableRecords.size).toBe(1);
    expect(audited(journal)).toEqual(['task.completed']);
    expect(journal.counts).toHaveLength(1);
  });

  it('settle it once also when the second starts between the work of the first and its keeping', async () => {
    const journal = routed();
    journal.before('deliverables.write', () =>
      run(journal, { provider: scriptedProvider(() => withContent('second')) }),
    );
    const first = run(journal, { provider: scriptedProvider(() => withContent('first')) });
    expect(await rejectionOf(first)).toMatchObject({ name: 'AttemptFenced' });
    expect(referenced(journal)).toEqual(['second']);
    expect(task(journal)?.ended).toEqual([2, 1]);
    expect(journal.counts).toHaveLength(1);
  });

  it('settle it once when the one that lost wants to say that it failed', async () => {
    const journal = routed();
    const failing = scriptedProvider(async () => {
      await run(journal);
      throw new BatonError('ModelRejected', 'the key is wrong');
    });
    expect(await rejectionOf(run(journal, { provider: failing }))).toMatchObject({ name: 'ModelRejected' });
    expect(task(journal)).toMatchObject({ status: 'completed', attempt: 2, ended: [2, 1] });
    expect(task(journal)).not.toHaveProperty('error');
    expect(audited(journal)).toEqual(['task.completed']);
  });

  it('settle it once in whatever order their steps come', async () => {
    const journal = routed();
    const all = await Promise.allSettled(Array.from({ length: 20 }, () => run(journal)));
    const answers = all.filter(({ status }) => status === 'fulfilled');
    const errors = all.flatMap((one) => (one.status === 'rejected' ? [(one.reason as Error).name] : []));
    expect(answers.length).toBeGreaterThan(0);
    expect(new Set(errors)).toEqual(new Set(['AttemptFenced']));
    expect(audited(journal)).toEqual(['task.completed']);
    expect(journal.steps.filter((step) => step === 'metrics.count')).toHaveLength(1);
    expect(task(journal)?.status).toBe('completed');
  });
});

describe('a task that was taken away', () => {
  it('during the work is left as it is, and nothing is kept', async () => {
    const journal = routed();
    const provider = scriptedProvider(async () => {
      const error = { name: 'ExecutionLost', message: 'gone' };
      await journal.tasks.abandon({ tenantId: 'acme', requestId: 'r1', taskId: 't1' }, { at: isoTime(dawn), error });
      return aResultBody();
    });
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'AttemptFenced' });
    expect(task(journal)).toMatchObject({ status: 'failed', error: { name: 'ExecutionLost' } });
    expect(journal.deliverableRecords.size).toBe(0);
    expect(task(journal)?.ended).toEqual([1]);
    expect(journal.counts).toEqual([]);
  });
});
