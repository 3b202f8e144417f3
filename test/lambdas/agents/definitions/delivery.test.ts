import { readRegistry } from '../../../../lib/registry.ts';
import { chooseRunbook } from '../../../../lambdas/core/agent/offline/choose.ts';
import { aTask } from '../../../support/fixtures.ts';

const team = readRegistry().filter(({ team }) => team === 'delivery');

it('has the seven agents that build and ship software', () => {
  expect(team.map(({ id }) => id)).toEqual([
    'api-agent',
    'database-agent',
    'devops-agent',
    'frontend-agent',
    'meta-agent',
    'security-agent',
    'testing-agent',
  ]);
});

it('is called by workflows: no request is routed to it', () => {
  expect(team.filter(({ routing }) => routing.domain !== undefined)).toEqual([]);
});

describe.each(team.map((agent) => [agent.id, agent] as const))('%s', (_, agent) => {
  it('has three to five runbooks, one of them for everything else', () => {
    expect(agent.playbook.length).toBeGreaterThanOrEqual(3);
    expect(agent.playbook.length).toBeLessThanOrEqual(5);
    expect(agent.playbook.filter(({ when }) => when.length === 0)).toHaveLength(1);
    expect(new Set(agent.playbook.map(({ title }) => title)).size).toBe(agent.playbook.length);
  });

  it('says when to escalate and that it claims nothing it did not do', () => {
    expect(agent.prompt).toContain('Set needs to "escalation"');
    expect(agent.prompt).toContain('Never report work you did not do');
  });

  it('is stood in for by one of its team', () => {
    expect(team.map(({ id }) => id)).toContain(agent.backup);
  });
});

test.each([
  ['security-agent', 'Review the security impact of the fix for the leaked tokens', 'Security impact of a fix'],
  ['database-agent', 'Analyze the query performance of the inspections list', 'Find and cure slow queries'],
  ['frontend-agent', 'Analyze the component render performance of the map view', 'Find slow rendering'],
  ['api-agent', 'Analyze function execution times of the last week', 'Find slow functions'],
  ['testing-agent', 'Create a regression test for the bug in the date filter', 'Regression test for a bug'],
  ['devops-agent', 'Implement an immediate mitigation: production is down since 9:00', 'Mitigate an incident'],
  ['devops-agent', 'Restore the former version and its traffic', 'Roll a deployment back'],
  ['meta-agent', 'Analyze the bug report and assign a primary agent', 'Triage a bug report'],
  ['meta-agent', 'Prioritize the optimizations by impact', 'Put work in order by impact'],
  ['meta-agent', 'Water the plants', 'Prepare what the team needs'],
])('%s prepares for “%s” the runbook “%s …”', (id, instruction, title) => {
  const agent = team.find((one) => one.id === id);
  if (agent === undefined) throw new Error(`there is no ${id}`);
  expect(chooseRunbook(agent, aTask({ agentId: id, instruction })).title).toContain(title);
});
