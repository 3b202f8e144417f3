import { BatonError, type FieldFault } from '../errors.ts';
import { type AgentDefinition, agentDefinitionSchema } from './definition.ts';

/** All agents of one deployment, as they were when it was built. */
export interface Registry {
  byId(id: string): AgentDefinition | undefined;
  /** @throws AgentUnknown naming the id and those that are registered */
  require(id: string): AgentDefinition;
  /** Those to whom the router may give requests. */
  routable(): readonly AgentDefinition[];
  /** Every agent, by id. */
  list(): readonly AgentDefinition[];
}

/**
 * Checks definitions as they come from a file and makes them a registry. All faults are reported at once, each under the
 * agent's id and its field: `network-expert.backup`.
 *
 * @throws CallInvalid
 */
export function parseRegistry(definitions: readonly unknown[]): Registry {
  const faults: FieldFault[] = [];
  const agents = new Map<string, AgentDefinition>();
  definitions.forEach((definition, index) => {
    const checked = parseDefinition(definition, labelOf(definition, index));
    if ('faults' in checked) {
      faults.push(...checked.faults);
      return;
    }
    const { agent } = checked;
    if (agents.has(agent.id)) faults.push({ field: `${agent.id}.id`, message: 'is registered twice' });
    agents.set(agent.id, agent);
  });
  const named = new Set([...agents.keys(), ...definitions.map(labelOf)]);
  for (const agent of agents.values()) {
    if (agent.backup === undefined) continue;
    const field = `${agent.id}.backup`;
    if (agent.backup === agent.id) faults.push({ field, message: 'is the agent itself' });
    else if (!named.has(agent.backup)) faults.push({ field, message: `"${agent.backup}" is not registered` });
  }
  if (faults.length > 0) throw invalidRegistry(faults);
  return registryOf([...agents.values()]);
}

/**
 * A registry of definitions that were checked when the bundle was built: each function reads all of them when it starts, and must not
 * spend longer on checking them again than on its work.
 *
 * @throws CallInvalid when one of them is no definition at all
 */
export function builtRegistry(definitions: readonly unknown[]): Registry {
  const faults = definitions.flatMap((definition, index): FieldFault[] =>
    isDefinition(definition) ? [] : [{ field: labelOf(definition, index), message: 'is no agent' }],
  );
  if (faults.length > 0) throw invalidRegistry(faults);
  return registryOf(definitions.filter(isDefinition));
}

const isDefinition = (value: unknown): value is AgentDefinition =>
  typeof value === 'object' && value !== null && 'id' in value && 'routing' in value && 'limits' in value;

export function invalidRegistry(faults: readonly FieldFault[]): BatonError {
  const lines = faults.map(({ field, message }) => `${field}: ${message}`);
  return new BatonError('CallInvalid', `the registry of agents is not valid: ${lines.join('; ')}`, { faults });
}

/** One definition, or what is wrong with its form, each field under `label`. */
export function parseDefinition(
  definition: unknown,
  label: string,
): { agent: AgentDefinition } | { faults: FieldFault[] } {
  const parsed = agentDefinitionSchema.safeParse(definition);
  if (parsed.success) return { agent: parsed.data };
  return { faults: parsed.error.issues.map(({ path, message }) => ({ field: [label, ...path].join('.'), message })) };
}

function registryOf(agents: readonly AgentDefinition[]): Registry {
  const sorted = agents.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const byId = new Map(sorted.map((agent) => [agent.id, agent]));
  return {
    byId: (id) => byId.get(id),
    require: (id) => {
      const agent = byId.get(id);
      if (agent !== undefined) return agent;
      const known = [...byId.keys()].join(', ');
      throw new BatonError('AgentUnknown', `no agent "${id}" is registered; there are: ${known}`);
    },
    routable: () => sorted.filter((agent) => agent.routing.domain !== undefined),
    list: () => sorted,
  };
}

function labelOf(definition: unknown, index: number): string {
  const id = typeof definition === 'object' && definition !== null && 'id' in definition ? definition.id : undefined;
  return typeof id === 'string' && id !== '' ? id : `agents[${index}]`;
}
