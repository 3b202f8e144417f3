import { describe, expect, test } from '@jest/globals';
import { TaskError } from '../../local/testing/index.ts';
import { readRegistry } from '../../lib/registry.ts';
import { agentCallSchema } from '../../lambdas/core/task/call.ts';
import { countStates } from '../../state-machines/compiler/count.ts';
import { runbookFor, runWorkflow, shippedWorkflow, type Worker, type WorkflowRun } from '../support/workflows.ts';

const workflow = shippedWorkflow('feature-implementation');
const request = {
  tenantId: 'acme',
  requestId: 'r1',
  generation: 1,
  input: {
    feature: 'Real-time inspection collaboration',
    goal: "Inspectors see each other's entries at once and comment on them, in the field too.",
    constraints: 'The reports of today stay as they are; photos do not leave the region.',
    concurrentUsers: 200,
  },
};
/** Every step takes a minute. */
const work: Worker = (_call, { sleep }) => sleep(60);

const run = (worker: Worker) => runWorkflow(workflow, worker, request);
const called = ({ calls }: Pick<WorkflowRun, 'calls'>) =>
  calls.map(({ agent, payload }) => `${payload.taskId} (${agent})`);

describe('feature-implementation', () => {
  test('goes through its four phases', async () => {
    const { status, calls, output, seconds } = await run(work);
    expect(status).toBe('SUCCEEDED');
    expect(called({ calls })).toEqual([
      'model-threats (security-agent)',
      'design-schema (database-agent)',
      'analyse-interface (frontend-agent)',
      'align-designs (meta-agent)',
      'create-tables (database-agent)',
      'build-api (api-agent)',
      'build-interface (frontend-agent)',
      'create-scenarios (testing-agent)',
      'run-integration-tests (testing-agent)',
      'prepare-pipeline (devops-agent)',
      'audit-security (security-agent)',
      'deploy-staging (devops-agent)',
      'smoke-test (testing-agent)',
      'deploy-production (devops-agent)',
    ]);
    expect(output).toMatchObject({
      phases: [
        { name: 'Analysis and design', mode: 'parallel' },
        { name: 'Core implementation', mode: 'sequential' },
        { name: 'Integration and deployment', mode: 'parallel' },
        { name: 'Production release', mode: 'sequential' },
      ],
    });
    // Two phases side by side, eight steps in a row.
    expect(seconds).toBe(10 * 60);
  });

  test('has all seven agents of the team at work', async () => {
    const { calls } = await run(work);
    const team = readRegistry()
      .filter(({ team }) => team === 'delivery')
      .map(({ id }) => id);
    expect([...new Set(calls.map(({ agent }) => agent))].sort()).toEqual(team);
  });

  test('executes 19 states where 20 are promised', async () => {
    expect(countStates(workflow)).toEqual({ steps: 14, parallels: 2, gates: 0, atMost: 20 });
    expect((await run(work)).path).toHaveLength(19);
  });

  test('tells every agent what it is about, in calls that keep the contract', async () => {
    const { calls } = await run(work);
    for (const { payload } of calls) {
      const { task } = agentCallSchema.strict().parse(payload);
      expect(task?.instruction).toContain('"Real-time inspection collaboration"');
    }
    expect(calls[0]?.payload.task.instruction).toContain("each other's entries");
    expect(calls[1]?.payload.task.instruction).toContain('by 200 people');
  });

  test('audits against the threat model, and releases what was proven', async () => {
    const { calls } = await run(work);
    const dependsOn = new Map(calls.map(({ payload }) => [payload.taskId, payload.task.dependsOn]));
    expect(dependsOn.get('audit-security')).toContain('model-threats');
    expect(dependsOn.get('deploy-staging')).toEqual(['run-integration-tests', 'prepare-pipeline', 'audit-security']);
    expect(dependsOn.get('deploy-production')).toContain('smoke-test');
  });

  test('does not go to staging when the audit finds something, but lets the tests come to their end', async () => {
    const failed = await run(async (call, context) => {
      await work(call, context);
      if (call.payload.taskId === 'audit-security')
        throw new TaskError('AgentReportedFailure', 'a tenant sees another');
    });
    expect(failed).toMatchObject({
      status: 'FAILED',
      error: 'AgentReportedFailure',
      cause: 'audit-security: a tenant sees another',
    });
    expect(called(failed)).toHaveLength(11);
    expect(failed.path.at(-1)).toBe('Integration and deployment failed');
  });

  test('stops where a phase takes too long', async () => {
    const late = await run((call, context) =>
      call.payload.taskId === 'build-api' ? context.sleep(Infinity) : work(call, context),
    );
    expect(late).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 60 + 60 + 60 + 60 * 60 });
    expect(late.path.at(-1)).toBe('Core implementation failed');
  });

  test.each([
    ['model-threats', 'Threat model and access requirements'],
    ['design-schema', 'Design a schema'],
    ['analyse-interface', 'UI and UX requirements'],
    ['align-designs', 'Align designs and handoffs'],
    ['create-tables', 'Create tables, policies and migrations'],
    ['build-api', 'Implement endpoints and channels'],
    ['build-interface', 'Build UI components'],
    ['create-scenarios', 'Design test scenarios and data'],
    ['run-integration-tests', 'Run integration and end-to-end tests'],
    ['prepare-pipeline', 'Prepare a deployment pipeline'],
    ['audit-security', 'Security audit before a release'],
    ['deploy-staging', 'Deploy a release'],
    ['smoke-test', 'Smoke tests of a release'],
    ['deploy-production', 'Deploy a release'],
  ])('%s is prepared from the runbook “%s”', async (taskId, title) => {
    const { calls } = await run(work);
    const call = calls.find(({ payload }) => payload.taskId === taskId);
    if (call === undefined) throw new Error(`${taskId} was not called`);
    expect(runbookFor(call.agent, call.payload.task.instruction)).toBe(title);
  });

  test.each([
    ['create-tables', 'Take a migration back'],
    ['build-api', 'Take endpoints out of service'],
    ['build-interface', 'Take a feature out of the interface'],
    ['deploy-staging', 'Roll a deployment back'],
    ['deploy-production', 'Roll a deployment back'],
  ])('%s is undone by the runbook “%s”', (taskId, title) => {
    const step = workflow.phases.flatMap(({ steps }) => steps).find(({ id }) => id === taskId);
    if (typeof step?.compensate !== 'string') throw new Error(`${taskId} has no instruction`);
    expect(runbookFor(step.agent, step.compensate)).toBe(title);
  });
});
