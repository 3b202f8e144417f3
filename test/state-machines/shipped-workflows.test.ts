import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { root } from '../../cli/assembly.ts';
import type { Json } from '../../local/engine/index.ts';
import { TaskError } from '../../local/testing/index.ts';
import { agentCallSchema } from '../../lambdas/core/task/call.ts';
import { countStates } from '../../state-machines/compiler/count.ts';
import { runbookFor, runWorkflow, shippedWorkflow, type Worker } from '../support/workflows.ts';

/** By step: its agent, the runbook it is prepared from, and the one that undoes it; none where documents are withdrawn or nothing can be undone. */
type Expected = readonly (readonly [step: string, agent: string, runbook: string, undone?: string])[];

const language = 'Set up a second language and its layout';
const noLanguage = 'Take a language out of the application';
const faultRunbook = 'Find the cause of a fault and mend it';
const [deployed, rolledBack] = ['Deploy a release', 'Roll a deployment back'];

const workflows: readonly (readonly [name: string, phases: readonly string[], atMost: number, Expected])[] = [
  [
    'bilingual-i18n',
    ['Foundations', 'Structure', 'Interface', 'Proof'],
    14,
    [
      ['install-library', 'frontend-specialist', language, noLanguage],
      ['add-translations', 'frontend-specialist', language, noLanguage],
      ['detect-locale', 'frontend-specialist', language, noLanguage],
      ['move-routes', 'frontend-specialist', language, noLanguage],
      ['add-switcher', 'frontend-specialist', language, noLanguage],
      ['apply-direction', 'frontend-specialist', language, noLanguage],
      ['test-switching', 'testing-agent', 'Run integration and end-to-end tests'],
      ['test-layout', 'testing-agent', 'Run integration and end-to-end tests'],
    ],
  ],
  [
    'marketing-campaign',
    ['Plan', 'Creation', 'Distribution', 'Measurement'],
    13,
    [
      ['define-message', 'content-agent', 'Plan the message of a campaign'],
      ['plan-channels', 'social-media-agent', 'Plan channels and a calendar of posts'],
      ['set-measures', 'campaign-analytics-agent', 'Set what a campaign is measured by'],
      ['write-texts', 'content-agent', 'Write a text for publication'],
      ['write-posts', 'social-media-agent', 'Write and schedule posts'],
      ['check-facts', 'content-agent', 'Write a text for publication'],
      ['publish-texts', 'content-agent', 'Write a text for publication', 'Take published texts back'],
      ['schedule-posts', 'social-media-agent', 'Write and schedule posts', "Stop a campaign's posts"],
      ['evaluate-start', 'campaign-analytics-agent', 'Evaluate a campaign'],
    ],
  ],
  [
    'bug-fix',
    ['Triage', 'Investigation', 'Solution', 'Validation and deployment'],
    20,
    [
      ['triage-bug', 'meta-agent', 'Triage a bug report'],
      ['mitigate', 'devops-agent', 'Mitigate an incident'],
      ['trace-cause', 'api-agent', faultRunbook],
      ['check-data', 'database-agent', 'Find and repair damaged data'],
      ['compare-versions', 'devops-agent', 'Mitigate an incident'],
      ['reproduce-bug', 'testing-agent', 'Regression test for a bug', 'Design test scenarios and data'],
      ['settle-cause', 'meta-agent', 'Align designs and handoffs'],
      ['implement-fix', 'api-agent', faultRunbook, faultRunbook],
      ['add-regression-test', 'testing-agent', 'Regression test for a bug', 'Regression test for a bug'],
      ['review-security', 'security-agent', 'Security impact of a fix or a vulnerability'],
      ['deploy-staging', 'devops-agent', deployed, rolledBack],
      ['validate-fix', 'testing-agent', 'Smoke tests of a release'],
      ['deploy-production', 'devops-agent', deployed, rolledBack],
      ['watch-effect', 'meta-agent', 'Review how the team works'],
    ],
  ],
];

const exampleOf = (name: string): Record<string, Json> =>
  JSON.parse(readFileSync(join(root, 'docs/examples', `${name}.json`), 'utf8')) as Record<string, Json>;
const requestFor = (name: string) => ({
  tenantId: 'acme',
  requestId: 'r1',
  generation: 1,
  input: exampleOf(name),
});
/** Every step takes a minute. */
const work: Worker = (_call, { sleep }) => sleep(60);

describe.each(workflows)('%s', (name, phases, atMost, expected) => {
  const workflow = shippedWorkflow(name);
  const run = (worker: Worker) => runWorkflow(workflow, worker, requestFor(name));

  test('goes through its phases, each step by its agent', async () => {
    const { status, calls, path } = await run(work);
    expect(status).toBe('SUCCEEDED');
    expect(workflow.phases.map((phase) => phase.name)).toEqual(phases);
    expect(calls.map(({ agent, payload }) => [payload.taskId, agent])).toEqual(
      expected.map(([step, agent]) => [step, agent]),
    );
    expect(countStates(workflow)).toMatchObject({ steps: expected.length, atMost });
    expect(path.length).toBeLessThanOrEqual(atMost);
  });

  test('brings every word of the example to an agent, in calls that keep the contract', async () => {
    const example = exampleOf(name);
    expect(Object.keys(example)).toEqual(Object.keys(workflow.input));
    const { calls } = await run(work);
    const told = calls.map(({ payload }) => agentCallSchema.strict().parse(payload).task?.instruction).join('\n');
    for (const said of Object.values(example)) expect(told).toContain(said);
  });

  test('has a runbook for each step and for its undoing', async () => {
    const { calls } = await run(work);
    const steps = new Map(workflow.phases.flatMap((phase) => phase.steps).map((step) => [step.id, step]));
    const found = calls.map(({ agent, payload }) => {
      const compensate = steps.get(payload.taskId)?.compensate;
      const prepared = [payload.taskId, agent, runbookFor(agent, payload.task.instruction)];
      return typeof compensate === 'string' ? [...prepared, runbookFor(agent, compensate)] : prepared;
    });
    expect(found).toEqual(expected);
  });
});

test('bug-fix has time boxes of 5, 15, 30 and 15 minutes, and no more than their sum', () => {
  const { timeBox, phases } = shippedWorkflow('bug-fix');
  expect(phases.map((phase) => phase.timeBox)).toEqual([5, 15, 30, 15]);
  expect(timeBox).toBe(65);
});

test('bug-fix ends where its investigation finds nothing in time', async () => {
  const stuck: Worker = (call, context) =>
    context.sleep(call.payload.taskId === 'trace-cause' ? Number.POSITIVE_INFINITY : 60);
  const late = await runWorkflow(shippedWorkflow('bug-fix'), stuck, requestFor('bug-fix'));
  expect(late).toMatchObject({ status: 'FAILED', error: 'States.Timeout', seconds: 60 + 15 * 60 });
  expect(late.path.at(-1)).toBe('Investigation failed');
});

test('marketing-campaign sends nothing out when the facts are not right', async () => {
  const failed = await runWorkflow(
    shippedWorkflow('marketing-campaign'),
    async (call, context) => {
      await work(call, context);
      if (call.payload.taskId === 'check-facts') throw new TaskError('AgentReportedFailure', 'a price is wrong');
    },
    requestFor('marketing-campaign'),
  );
  expect(failed).toMatchObject({ status: 'FAILED', cause: 'check-facts: a price is wrong' });
  expect(failed.calls.map(({ payload }) => payload.taskId)).not.toContain('publish-texts');
});
