import { BatonError } from '../core/errors.ts';
import { requireId } from '../core/ids.ts';
import type { ApiPorts, RouteHandler } from './ports.ts';

/** The workflows that can be asked for by name: the same for every tenant. */
export function workflowRoutes({ submit: { workflows } }: ApiPorts) {
  return {
    listWorkflows(context) {
      return context.json({ workflows: workflows.list() });
    },

    getWorkflow(context) {
      const name = requireId('workflow name', context.req.param('name') ?? '');
      const workflow = workflows.byName(name);
      if (workflow === undefined) throw new BatonError('NotFound', `workflow ${name} does not exist`);
      return context.json(workflow);
    },
  } satisfies Record<string, RouteHandler>;
}
