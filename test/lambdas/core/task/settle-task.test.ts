import { settleTask } from '../../../../lambdas/core/task/settle-task.ts';
import { aResult } from '../../../support/fixtures.ts';
import { routed, task } from '../../../support/task-run.ts';

const key = { tenantId: 'acme', requestId: 'r1', taskId: 't1' };
const closed = { name: 'RequestClosed', message: 'request r1 is cancelling' };

describe('the last word on a task', () => {
  it('is that it failed, and those that build on it hear of it', async () => {
    const journal = routed({ status: 'started', attempt: 1, dependents: ['t2'] });
    const failure = { name: 'ModelUnavailable', message: 'nobody answers' };
    expect(await settleTask(journal.with({}), key, failure)).toBe('failed');
    expect(task(journal)).toMatchObject({ status: 'failed', attempt: 2, error: failure });
    expect(journal.steps).toContain('tasks.tell');
  });

  it('is nobody’s to say when its request was stopped: whoever stopped it skips what never started', async () => {
    const journal = routed({ status: 'waiting', dependents: ['t2'] });
    expect(await settleTask(journal.with({}), key, closed)).toBe('waiting');
    expect(task(journal)).toMatchObject({ status: 'waiting', attempt: 0 });
    expect(journal.steps).not.toContain('tasks.tell');
  });

  it('is told on when it had completed by then', async () => {
    const journal = routed({ status: 'completed', result: aResult(), dependents: ['t2'] });
    expect(await settleTask(journal.with({}), key, closed)).toBe('completed');
    expect(journal.steps).toContain('tasks.tell');
  });
});
