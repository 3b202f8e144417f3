import * as z from 'zod';
import { parseCall } from '../adapters/call.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { requestPk } from '../adapters/dynamodb/keys.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { readRegistryFile } from '../adapters/registry-file.ts';
import { readRoutingModel } from '../adapters/routing-model.ts';
import { readWorkflowsFile } from '../adapters/workflows-file.ts';
import { executionInputSchema } from '../core/request/request.ts';
import { type RouteAnswer, routeRequest } from '../core/routing/route-request.ts';
import { createRouter } from '../core/routing/router.ts';

const callSchema = executionInputSchema.extend({ executionArn: z.string().min(1) });

const clock = () => Date.now();
const logger = createLogger('router');
const registry = readRegistryFile(import.meta.dirname);
const workflows = readWorkflowsFile(import.meta.dirname);
const ports = {
  clock,
  registry,
  workflows,
  route: createRouter({
    agents: registry.list(),
    workflows: workflows.routable(),
    model: readRoutingModel(import.meta.dirname),
  }),
  ...createJournal(readEnvironment(), clock),
};

/** Routes a request: the first state of coordinate-request. */
export async function handler(event: unknown): Promise<RouteAnswer & { pk: string }> {
  const call = parseCall(callSchema, event);
  const answer = await routeRequest(ports, call, call.executionArn);
  logger.info('routed', { requestId: call.requestId, mode: answer.mode, first: answer.first });
  // Where the tasks are, for the machine that waits on their records.
  return { ...answer, pk: requestPk(call.tenantId, call.requestId) };
}
