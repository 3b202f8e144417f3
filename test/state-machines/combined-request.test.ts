import { describe, expect, test } from '@jest/globals';
import { TaskError } from '../../local/engine/index.ts';
import { accepted, coordinate, failing, input, named, single } from '../support/coordinate-run.ts';

const chain = { ...single, mode: 'sequential', tasks: [...single.tasks, { ...single.tasks[0], taskId: 't2' }] };
const sequential = { router: () => chain };
const start = Date.parse('2026-01-01T00:00:00Z');
const reported = ['Report on plan', 'Decide on the plan', 'Plan is done'];

describe('the results of a plan', () => {
  test('are combined, reviewed and reported on', async () => {
    const run = await coordinate(sequential);
    expect(run.status).toBe('SUCCEEDED');
    expect(run.path.slice(2)).toEqual([
      'Run plan',
      'Decide whether to combine',
      'Combine results',
      'Validate plan',
      'Decide on the combination',
      ...reported,
    ]);
    expect(named(run, 'agent-aggregator').map(({ payload }) => payload)).toMatchObject([
      { ...input, taskId: 'combine', action: 'run', round: 0, deadline: start + 180_000, task: { combines: true } },
    ]);
    expect(named(run, 'agent-validator').map(({ payload }) => payload)).toMatchObject([
      { taskId: 'combine-review-0', task: { reviews: 'combine', dependsOn: ['combine'] } },
    ]);
  });

  test('are combined and reviewed within the time that the whole request may take', async () => {
    const deadline = start + 20_000;
    const run = await coordinate({ router: () => ({ ...sequential.router(), deadline }) });
    const [combined, reviewed] = [named(run, 'agent-aggregator'), named(run, 'agent-validator')];
    expect([...combined, ...reviewed].map(({ payload }) => payload['deadline'])).toEqual([deadline, deadline]);
  });

  test('are combined once more when the review sends the combination back', async () => {
    let reviews = 0;
    const run = await coordinate({ ...sequential, validator: () => accepted(reviews++ > 0) });
    expect(run.status).toBe('SUCCEEDED');
    expect(named(run, 'agent-aggregator').map(({ payload }) => payload['round'])).toEqual([0, 1]);
    expect(named(run, 'agent-validator').map(({ payload }) => payload['taskId'])).toEqual([
      'combine-review-0',
      'combine-review-1',
    ]);
  });

  test('are reported on when the combination is refused twice', async () => {
    const run = await coordinate({ ...sequential, validator: () => accepted(false) });
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: { status: 'succeeded' } });
    expect(named(run, 'agent-aggregator')).toHaveLength(2);
    expect(run.path.slice(-3)).toEqual(reported);
  });

  test.each(['AgentOutputInvalid', 'AgentReportedFailure', 'ModelRejected', 'Lambda.ResourceNotFoundException'])(
    'are reported on by themselves when combining them fails with %s',
    async (error) => {
      const run = await coordinate({ ...sequential, aggregator: failing(1, error, () => ({})) });
      expect(run.status).toBe('SUCCEEDED');
      expect(run.path.slice(2)).toEqual(['Run plan', 'Decide whether to combine', 'Combine results', ...reported]);
    },
  );

  test('are reported on when no model can be reached to combine or to review them', async () => {
    const away = () => {
      throw new TaskError('ModelUnavailable', 'down');
    };
    const uncombined = await coordinate({ ...sequential, aggregator: away });
    const unreviewed = await coordinate({ ...sequential, validator: away });
    expect([uncombined.status, unreviewed.status]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(named(uncombined, 'agent-aggregator')).toHaveLength(5);
    expect(unreviewed.path.slice(2)).toEqual([
      'Run plan',
      'Decide whether to combine',
      'Combine results',
      'Validate plan',
      ...reported,
    ]);
  });

  const lacking = { ...sequential, plan: () => ({ lacking: 1 }) };

  test('of which some are lacking are combined when what was completed is to be kept', async () => {
    const kept = { router: () => ({ ...chain, keeps: true }), plan: lacking.plan };
    const run = await coordinate({ ...kept, coordinator: () => ({ status: 'failed' }) });
    expect(run).toMatchObject({ status: 'FAILED', error: 'PlanIncomplete' });
    expect(run.path).toContain('Combine results');
    expect(named(run, 'coordinator').map(({ payload }) => payload)).toMatchObject([
      { action: 'report', complete: false },
    ]);
  });

  test('of which some are lacking are not combined when they are going to be undone', async () => {
    const run = await coordinate({ ...lacking, coordinator: undoing });
    expect(run.path.slice(2)).toEqual([
      'Run plan',
      'Decide whether to combine',
      'Report on plan',
      'Decide on the plan',
      'Roll back',
      'Request rolled back',
    ]);
    expect(run).toMatchObject({ status: 'FAILED', error: 'Baton.RolledBack' });
    expect(named(run, 'roll-back').map(({ payload }) => payload)).toEqual([{ epoch: 1 }]);
  });

  test('that cannot be undone altogether end the request under that error', async () => {
    const rollBack = () => {
      throw new TaskError('Baton.RollbackFailed', 't1 is dirty');
    };
    const run = await coordinate({ ...lacking, coordinator: undoing, rollBack });
    expect(run).toMatchObject({ status: 'FAILED', error: 'Baton.RollbackFailed' });
  });
});

const undoing = () => ({ status: 'rolling-back', rollback: { name: 'rb-r1-1-0', input: { epoch: 1 } } });
