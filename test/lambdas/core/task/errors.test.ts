import { BatonError, errorKinds } from '../../../../lambdas/core/errors.ts';
import { aResultBody, scriptedProvider } from '../../../support/fixtures.ts';
import { rejectionOf } from '../../../support/memory-journal.ts';
import { audited, routed, run, task, usage } from '../../../support/task-run.ts';

describe('an error', () => {
  const names = Object.keys(errorKinds) as (keyof typeof errorKinds)[];
  const thrown = (name: (typeof names)[number]) =>
    scriptedProvider(() => {
      throw new BatonError(name, 'it went wrong');
    });

  it.each(names.filter((name) => errorKinds[name].retry))('%s leaves the task started, for the retry', async (name) => {
    const journal = routed();
    expect(await rejectionOf(run(journal, { provider: thrown(name) }))).toMatchObject({ name });
    expect(task(journal)).toMatchObject({ status: 'started', attempt: 1 });
    expect(journal.counts).toEqual([]);
    expect(await run(journal)).toMatchObject({ status: 'completed' });
  });

  it.each(['ModelRejected', 'AgentOutputInvalid', 'DeadlineExceeded', 'CallInvalid'] as const)(
    '%s settles the task as failed, with its words, and counts it',
    async (name) => {
      const journal = routed();
      expect(await rejectionOf(run(journal, { provider: thrown(name) }))).toMatchObject({ name });
      expect(task(journal)).toMatchObject({ status: 'failed', error: { name, message: 'it went wrong' } });
      expect(audited(journal)).toEqual(['task.failed']);
      expect(journal.counts).toMatchObject([{ name: 'network-expert', add: { tasks: 1, failed: 1 } }]);
    },
  );

  it('that is none of ours leaves the task to whoever closes the request', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      throw new TypeError('undefined is not a function');
    });
    expect(await rejectionOf(run(journal, { provider }))).toMatchObject({ name: 'TypeError' });
    expect(task(journal)).toMatchObject({ status: 'started' });
  });

  it('after which money was spent all the same counts what was spent', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      throw new BatonError('AgentOutputInvalid', 'no Result, twice', { cause: { usage } });
    });
    await rejectionOf(run(journal, { provider }));
    expect(journal.counts).toMatchObject([{ add: { failed: 1, ...usage } }]);
  });

  it('that is retried counts what the attempt was paid, and no task', async () => {
    const journal = routed();
    const provider = scriptedProvider(() => {
      throw new BatonError('ModelThrottled', 'slow down', { cause: { usage } });
    });
    await rejectionOf(run(journal, { provider }));
    expect(journal.counts).toMatchObject([{ name: 'network-expert', add: usage }]);
    expect(journal.counts[0]?.add).not.toHaveProperty('tasks');
  });

  it('that the agent itself reports fails the task, and its result is kept', async () => {
    const journal = routed();
    const body = aResultBody({ status: 'failed', outcome: 'There is no such switch.' });
    const error = await rejectionOf(run(journal, { provider: scriptedProvider(() => ({ body, usage })) }));
    expect(error).toMatchObject({
      name: 'AgentReportedFailure',
      message: 'network-expert could not do task t1: its record says why',
    });
    expect(task(journal)).toMatchObject({
      status: 'failed',
      error: { name: 'AgentReportedFailure', message: 'There is no such switch.' },
      result: { status: 'failed', usage },
    });
    expect(task(journal)).not.toHaveProperty('completionSeq');
    expect(journal.counts).toMatchObject([{ add: { tasks: 1, failed: 1, ...usage } }]);
  });
});
