import { aResult, aTask, dawn, scriptedProvider } from '../../../support/fixtures.ts';
import { rejectionOf } from '../../../support/memory-journal.ts';
import { routed, run, task } from '../../../support/task-run.ts';

describe('a round of rework', () => {
  const reviewed = () => {
    const journal = routed({ status: 'completed', attempt: 1, completionSeq: 1, result: aResult() });
    const review = aTask({
      taskId: 't1-review-0',
      agentId: 'validator',
      status: 'completed',
      result: aResult({ outcome: 'The rule names no port.' }),
    });
    journal.taskRecords.set('acme r1 t1-review-0', review);
    return journal;
  };

  it('runs a completed task once more, and tells the provider what the review said', async () => {
    const journal = reviewed();
    const provider = scriptedProvider();
    await run(journal, { provider, call: { round: 1 } });
    await run(journal, { provider, call: { round: 1 } });
    expect(provider.calls).toMatchObject([
      { context: { rework: 'The rule names no port.' }, idempotencyKey: 'r1.1.t1.run.1', task: { round: 1 } },
    ]);
    expect(task(journal)).toMatchObject({
      status: 'completed',
      round: 1,
      attempt: 2,
      result: { deliverables: [{ id: 't1-2-1' }] },
    });
  });

  it('that comes after its deadline is not answered with what the round before recorded', async () => {
    const journal = reviewed();
    const error = await rejectionOf(run(journal, { call: { round: 1, deadline: dawn } }));
    expect(error).toMatchObject({ name: 'DeadlineExceeded' });
    expect(task(journal)).toMatchObject({ status: 'completed', round: 0 });
  });

  it('is not begun by a repeated call of the round before', async () => {
    const journal = reviewed();
    const provider = scriptedProvider();
    expect(await run(journal, { provider, call: { round: 0 } })).toMatchObject({ status: 'completed' });
    expect(provider.calls).toEqual([]);
  });

  it('does not wake up a task that has failed', async () => {
    const error = { name: 'ModelRejected', message: 'the key is wrong' };
    const journal = routed({ status: 'failed', error });
    expect(await rejectionOf(run(journal, { call: { round: 1 } }))).toMatchObject({ name: 'ModelRejected' });
    expect(task(journal)).toMatchObject({ status: 'failed', round: 0 });
  });

  it('that is under way fences a late call of the round before', async () => {
    const journal = routed({ status: 'started', round: 1, attempt: 2 });
    expect(await rejectionOf(run(journal))).toMatchObject({ name: 'AttemptFenced' });
    expect(task(journal)).toMatchObject({ round: 1, attempt: 2 });
  });
});
