import { readRegistry } from '../../../../lib/registry.ts';
import { agentDefinitionSchema } from '../../../../lambdas/core/agent/definition.ts';
import { missingFrom, placeholdersOf } from '../../../../lambdas/core/agent/offline/fill.ts';

const agents = readRegistry();
const experts = agents.filter(({ routing }) => routing.domain !== undefined);

it('registers the seven experts of the infrastructure team, and the validator', () => {
  const team = agents.filter(({ team }) => team === 'infrastructure').map(({ id }) => id);
  expect(team).toEqual([
    'compute-expert',
    'infrastructure-architect',
    'integration-expert',
    'monitoring-expert',
    'network-expert',
    'security-expert',
    'storage-expert',
  ]);
  expect(agents.find(({ id }) => id === 'validator')).toMatchObject({ team: 'system', offline: 'review' });
});

it('gives every domain one expert, and never routes to the validator', () => {
  const domains = experts.map(({ routing }) => routing.domain);
  expect(new Set(domains).size).toBe(domains.length);
  expect(experts.map(({ id }) => id)).not.toContain('validator');
});

describe.each(experts.map((agent) => [agent.id, agent] as const))('%s', (_, agent) => {
  it('has words for the router, none twice, in lower case', () => {
    const { keywords } = agent.routing;
    expect(keywords.length).toBeGreaterThanOrEqual(60);
    expect(new Set(keywords).size).toBe(keywords.length);
    expect(keywords.filter((word) => word !== word.toLowerCase())).toEqual([]);
  });

  it('has runbooks for its tasks, a general one for changes and one for questions', () => {
    const specific = agent.playbook.filter(({ when }) => when.length > 0);
    expect(specific.length).toBeGreaterThanOrEqual(5);
    for (const intent of ['action', 'question']) {
      expect(
        agent.playbook.filter((playbook) => playbook.intent === intent && playbook.when.length === 0),
      ).toHaveLength(1);
    }
    expect(new Set(agent.playbook.map(({ title }) => title)).size).toBe(agent.playbook.length);
  });

  it('refers only to details that can be read from a request', () => {
    for (const playbook of agent.playbook) {
      expect(placeholdersOf(playbook).unknown).toEqual([]);
      expect(missingFrom(playbook, {}).length).toBeLessThanOrEqual(16);
    }
  });

  it('says in its prompt when to escalate and that it claims nothing it did not do', () => {
    expect(agent.prompt).toContain('Set needs to "escalation"');
    expect(agent.prompt).toContain('Never report work you did not do');
  });
});

it('survives the way through registry.json', () => {
  const again = JSON.parse(JSON.stringify(agents)) as unknown[];
  expect(again.map((agent) => agentDefinitionSchema.parse(agent))).toEqual(agents);
});
