import type { AgentDefinition } from '../agent/definition.ts';
import type { Colleague } from '../agent/provider.ts';

/** Who may be given work by a plan: everybody but those who keep the system itself going, and the planner. */
export function colleaguesOf(agents: readonly AgentDefinition[], planner: string): Colleague[] {
  return agents
    .filter(({ id, team }) => team !== 'system' && id !== planner)
    .map(({ id, title, description, routing: { domain } }) => ({
      id,
      title,
      description,
      ...(domain === undefined ? {} : { domain }),
    }));
}
