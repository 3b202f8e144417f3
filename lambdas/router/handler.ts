import { parseCall } from '../adapters/call.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { requestPk } from '../adapters/dynamodb/keys.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { readRegistryFile } from '../adapters/registry-file.ts';
import { readRoutingModel } from '../adapters/routing-model.ts';
import { readWorkflowsFile } from '../adapters/workflows-file.ts';
import { type RouteAnswer, routeRequest } from '../core/routing/route-request.ts';
import { createRouter } from '../core/routing/router.ts';
import { consultationOf, routerCallSchema } from './call.ts';

const clock = () => Date.now();
const logger = createLogger('router');
const environment = readEnvironment();
const registry = readRegistryFile(import.meta.dirname);
const workflows = readWorkflowsFile(import.meta.dirname);
const ports = {
  clock,
  registry,
  workflows,
  hasModel: environment.hasModel,
  route: createRouter({
    agents: registry.list(),
    workflows: workflows.routable(),
    model: readRoutingModel(import.meta.dirname),
  }),
  ...createJournal(environment, clock),
};

/** Routes a request: the first state of coordinate-request, and the one after a model was asked. */
export async function handler(event: unknown): Promise<RouteAnswer & { pk: string }> {
  const call = parseCall(routerCallSchema, event);
  const answer = await routeRequest(ports, call, call.executionArn, consultationOf(call));
  logger.info('routed', { requestId: call.requestId, mode: answer.mode, first: answer.first });
  // Where the tasks are, for the machine that waits on their records.
  return { ...answer, pk: requestPk(call.tenantId, call.requestId) };
}
