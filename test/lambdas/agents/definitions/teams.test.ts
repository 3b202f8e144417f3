import { readRegistry } from '../../../../lib/registry.ts';
import { chooseRunbook } from '../../../../lambdas/core/agent/offline/choose.ts';
import { aTask } from '../../../support/fixtures.ts';

const registry = readRegistry();
const membersOf = (team: string) => registry.filter((agent) => agent.team === team);

test.each([
  [
    'software',
    [
      'api-integration-specialist',
      'backend-specialist',
      'cloudops-engineer',
      'dapr-event-specialist',
      'database-migration-specialist',
      'deployment-engineer',
      'frontend-specialist',
    ],
  ],
  [
    'delivery',
    ['api-agent', 'database-agent', 'devops-agent', 'frontend-agent', 'meta-agent', 'security-agent', 'testing-agent'],
  ],
  [
    'business',
    [
      'campaign-analytics-agent',
      'content-agent',
      'customer-onboarding-agent',
      'customer-retention-agent',
      'finance-data-agent',
      'finance-report-agent',
      'lead-nurturing-agent',
      'lead-qualification-agent',
      'product-launch-agent',
      'sales-conversion-agent',
      'social-media-agent',
      'support-escalation-agent',
    ],
  ],
])('the %s team is complete', (team, ids) => {
  expect(membersOf(team).map(({ id }) => id)).toEqual(ids);
});

const members = ['software', 'delivery', 'business'].flatMap(membersOf);

describe.each(members.map((agent) => [agent.id, agent] as const))('%s', (_, agent) => {
  it('has three to six runbooks, one of them for everything else', () => {
    expect(agent.playbook.length).toBeGreaterThanOrEqual(3);
    expect(agent.playbook.length).toBeLessThanOrEqual(6);
    expect(agent.playbook.filter(({ when }) => when.length === 0)).toHaveLength(1);
  });

  it('tells the router its field', () => {
    expect(agent.routing.domain).toBeDefined();
    expect(agent.routing.keywords.length).toBeGreaterThanOrEqual(30);
    expect(agent.routing.keywords.length).toBeLessThanOrEqual(60);
    expect(agent.routing.routine).not.toEqual([]);
  });

  it('says when to escalate and that it claims nothing it did not do', () => {
    expect(agent.prompt).toContain('Set needs to "escalation"');
    expect(agent.prompt).toContain('Never report work you did not do');
  });

  it('is stood in for by another of its team', () => {
    const others = membersOf(agent.team).filter(({ id }) => id !== agent.id);
    expect(others.map(({ id }) => id)).toContain(agent.backup);
  });
});

test.each([
  ['security-agent', 'Review the security impact of the fix for the leaked tokens', 'Security impact of a fix'],
  ['database-agent', 'Analyze the query performance of the inspections list', 'Find and cure slow queries'],
  ['database-agent', 'Check which rows the faulty import has damaged', 'Find and repair damaged data'],
  ['frontend-agent', 'Analyze the component render performance of the map view', 'Find slow rendering'],
  ['api-agent', 'Analyze function execution times of the last week', 'Find slow functions'],
  ['api-agent', 'Trace the root cause of the 500 on saving', 'Find the cause of a fault'],
  ['testing-agent', 'Create a regression test for the bug in the date filter', 'Regression test for a bug'],
  ['devops-agent', 'Implement an immediate mitigation: production is down since 9:00', 'Mitigate an incident'],
  ['devops-agent', 'Restore the former version and its traffic', 'Roll a deployment back'],
  ['meta-agent', 'Analyze the bug report and assign a primary agent', 'Triage a bug report'],
  ['meta-agent', 'Prioritize the optimizations by impact', 'Put work in order by impact'],
  ['meta-agent', 'Water the plants', 'Prepare what the team needs'],
  ['backend-specialist', 'Add an endpoint that lists the open inspections', 'Implement an endpoint'],
  [
    'backend-specialist',
    'Make the chat agent stateless, it loses the conversation history',
    'Make an agent or service',
  ],
  ['frontend-specialist', 'Build a settings page in React with a dark mode', 'Build a page or component'],
  ['database-migration-specialist', 'Write an Alembic migration that adds a column', 'Write a migration'],
  ['database-migration-specialist', 'Alembic says multiple heads since yesterday', 'Find out why models'],
  ['api-integration-specialist', 'The preflight of the orders page fails with a CORS error', 'Find and cure a CORS'],
  ['cloudops-engineer', 'Shrink the image with a multi-stage Dockerfile', 'Write or slim a Dockerfile'],
  ['deployment-engineer', 'The backend pod is in CrashLoopBackOff after the rollout', 'Find out why a pod'],
  ['dapr-event-specialist', 'Configure a pub/sub component for the order events', 'Set up an event'],
  ['content-agent', 'Write a blog post about the new reports', 'Write a text'],
  ['social-media-agent', 'Schedule three LinkedIn posts for next week', 'Write and schedule posts'],
  ['campaign-analytics-agent', 'How did the spring campaign perform by channel?', 'Evaluate a campaign'],
  ['lead-qualification-agent', 'Raise the MQL threshold to 60 points', 'Set scoring rules'],
  ['lead-nurturing-agent', 'Set up a drip series for those who tried it', 'Set up a series'],
  ['sales-conversion-agent', 'Write a proposal for Meyer with a ten percent discount', 'Prepare a proposal'],
  ['customer-onboarding-agent', 'Prepare the kickoff with the new customer', 'Plan a customer’s first weeks'],
  ['support-escalation-agent', 'Answer the complaint of the bakery about the late refund', 'Answer a complaint'],
  ['customer-retention-agent', 'Which customers are at risk of churn this quarter?', 'Find and keep customers'],
  ['finance-data-agent', 'Reconcile the bank statement of May', 'Reconcile two sources'],
  ['finance-report-agent', 'Write the quarterly report for the board', 'Write a financial report'],
  ['product-launch-agent', 'Go through the readiness for launch day', 'Check readiness'],
])('%s prepares for “%s” the runbook “%s …”', (id, instruction, title) => {
  const agent = members.find((one) => one.id === id);
  if (agent === undefined) throw new Error(`there is no ${id}`);
  expect(chooseRunbook(agent, aTask({ agentId: id, instruction })).title.replaceAll("'", '’')).toContain(title);
});
