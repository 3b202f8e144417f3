import { describe, expect, test } from '@jest/globals';
import { TaskError } from '../../local/engine/index.ts';
import {
  type Answer,
  coordinate,
  deadline,
  failing,
  failureTold,
  input,
  named,
  single,
} from '../support/coordinate-run.ts';

const planning = [{ taskId: 'plan', agentId: 'infrastructure-architect', timeoutSeconds: 600 }];
const escalated = { ...single, mode: 'escalate', first: 'infrastructure-architect', tasks: planning };
const planned = [
  { taskId: 't1', agentId: 'network-expert', timeoutSeconds: 300 },
  { taskId: 't2', agentId: 'monitoring-expert', timeoutSeconds: 300 },
];

describe('an escalated request', () => {
  const writing =
    (tasks: unknown, then: Answer = () => ({ status: 'succeeded' })): Answer =>
    (payload, context) =>
      payload['action'] === 'plan' ? { tasks, pk: 'T#acme#R#r1' } : then(payload, context);

  test('is planned by the architect, run by its plan, and reported on', async () => {
    const run = await coordinate({ router: () => escalated, coordinator: writing(planned) });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.path).toEqual([
      'Route request',
      'Choose how to proceed',
      'Plan with architect',
      'Write plan',
      'Decide on what is planned',
      'Run plan',
      'Decide whether to combine',
      'Combine results',
      'Validate plan',
      'Decide on the combination',
      'Report on plan',
      'Decide on the plan',
      'Plan is done',
    ]);
    const [architect] = named(run, 'agent-infrastructure-architect');
    expect(architect?.payload).toEqual({
      ...input,
      taskId: 'plan',
      action: 'run',
      deadline: Date.parse('2026-01-01T00:00:00Z') + 600_000,
    });
    expect(named(run, 'coordinator')[0]?.payload).toEqual({ ...input, action: 'plan', taskId: 'plan' });
    expect(named(run, 'run-plan')[0]?.payload).toEqual({ ...input, pk: 'T#acme#R#r1', deadline, tasks: planned });
  });

  test.each([1, 2])('runs a plan of %d', async (count) => {
    const tasks = planned.slice(0, count);
    const run = await coordinate({ router: () => escalated, coordinator: writing(tasks) });
    expect(named(run, 'run-plan')[0]?.payload['tasks']).toEqual(tasks);
  });

  test('without tasks is answered with what the architect wrote', async () => {
    const run = await coordinate({ router: () => escalated, coordinator: writing([]) });
    expect(run.status).toBe('SUCCEEDED');
    expect(run.path.slice(-3)).toEqual(['Write plan', 'Decide on what is planned', 'Respond']);
    expect(named(run, 'agent-aggregator')).toEqual([]);
    expect(named(run, 'coordinator').at(-1)?.payload).toMatchObject({ action: 'respond', taskId: 'plan' });
    expect(named(run, 'run-plan')).toEqual([]);
  });

  test('whose plan cannot be run fails, and says why', async () => {
    const run = await coordinate({
      router: () => escalated,
      coordinator: ({ action }) => {
        if (action === 'plan') throw new TaskError('PlanInvalid', 'tasks: wait for each other: a → b → a');
        return { status: 'failed' };
      },
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'PlanInvalid' });
    expect(named(run, 'coordinator').filter(({ payload }) => payload['action'] === 'plan')).toHaveLength(1);
    expect(failureTold(run)).toMatchObject({ error: 'PlanInvalid', cause: expect.stringContaining('a → b → a') });
  });

  test('whose architect fails, fails with it, and nothing is run', async () => {
    const run = await coordinate({
      router: () => escalated,
      architect: failing(1, 'AgentReportedFailure', () => ({})),
    });
    expect(run).toMatchObject({ status: 'FAILED', error: 'AgentReportedFailure' });
    expect(run.path).not.toContain('Write plan');
    expect(failureTold(run)).toMatchObject({ error: 'AgentReportedFailure' });
  });

  test('is planned again when the model could not be reached, and written again when the table could not', async () => {
    const run = await coordinate({
      router: () => escalated,
      architect: failing(2, 'ModelUnavailable', () => ({})),
      coordinator: failing(2, 'StoreUnavailable', writing(planned)),
    });
    expect(run.status).toBe('SUCCEEDED');
    expect(named(run, 'agent-infrastructure-architect')).toHaveLength(3);
  });
});
