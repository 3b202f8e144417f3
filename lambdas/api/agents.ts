import { BatonError } from '../core/errors.ts';
import { requireId } from '../core/ids.ts';
import type { ApiPorts, RouteHandler } from './ports.ts';
import { agentView } from './views.ts';

/** The registered agents: the same for every tenant. */
export function agentRoutes(ports: ApiPorts) {
  return {
    listAgents(context) {
      return context.json({ agents: ports.registry.list().map(agentView) });
    },

    getAgent(context) {
      const id = requireId('agent id', context.req.param('id') ?? '');
      const agent = ports.registry.byId(id);
      if (agent === undefined) throw new BatonError('NotFound', `agent ${id} does not exist`);
      return context.json(agentView(agent));
    },
  } satisfies Record<string, RouteHandler>;
}
