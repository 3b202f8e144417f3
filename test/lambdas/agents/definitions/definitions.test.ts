import { readRegistry } from '../../../../lib/registry.ts';
import { agentDefinitionSchema } from '../../../../lambdas/core/agent/definition.ts';
import { missingFrom, placeholdersOf } from '../../../../lambdas/core/agent/offline/fill.ts';

const agents = readRegistry();
const experts = agents.filter(({ routing }) => routing.domain !== undefined);

it('gives every domain one expert, and never routes to whoever reviews', () => {
  const domains = experts.map(({ routing }) => routing.domain);
  expect(new Set(domains).size).toBe(domains.length);
  expect(experts.filter(({ offline }) => offline === 'review')).toEqual([]);
});

// What docs/agents.md asks of an agent; no more.
describe.each(experts.map((agent) => [agent.id, agent] as const))('%s', (_, agent) => {
  it('has words for the router, none twice, in lower case', () => {
    const { keywords } = agent.routing;
    expect(keywords).not.toEqual([]);
    expect(new Set(keywords).size).toBe(keywords.length);
    expect(keywords.filter((word) => word !== word.toLowerCase())).toEqual([]);
  });

  it('has at most one general runbook of each kind, and no title twice', () => {
    for (const intent of ['action', 'question']) {
      const general = agent.playbook.filter((playbook) => playbook.intent === intent && playbook.when.length === 0);
      expect(general.length).toBeLessThanOrEqual(1);
    }
    expect(new Set(agent.playbook.map(({ title }) => title)).size).toBe(agent.playbook.length);
  });
});

describe.each(agents.map((agent) => [agent.id, agent] as const))('%s', (_, agent) => {
  it('refers only to details that can be read from a request, and asks for no more than a result can list', () => {
    for (const playbook of agent.playbook) {
      expect(placeholdersOf(playbook).unknown).toEqual([]);
      expect(missingFrom(playbook, {}).length).toBeLessThanOrEqual(16);
    }
  });

  it('is told in its prompt not to claim what it did not do', () => {
    expect(agent.prompt).toMatch(/\b(?:never|not|nothing|nobody)\b/i);
  });
});

it('survives the way through registry.json', () => {
  const again = JSON.parse(JSON.stringify(agents)) as unknown[];
  expect(again.map((agent) => agentDefinitionSchema.parse(agent))).toEqual(agents);
});
