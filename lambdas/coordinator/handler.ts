import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { parseCall } from '../adapters/call.ts';
import { requestPk } from '../adapters/dynamodb/keys.ts';
import { readEnvironment } from '../adapters/environment.ts';
import { EventBridgeEvents } from '../adapters/events.ts';
import { TaskTokens } from '../adapters/executions.ts';
import { createJournal } from '../adapters/journal.ts';
import { createLogger } from '../adapters/logger.ts';
import { readRegistryFile } from '../adapters/registry-file.ts';
import { idSchema } from '../core/ids.ts';
import { adoptPlan, type PlanStep } from '../core/planning/adopt-plan.ts';
import { fail, reportOnPlan, respond } from '../core/report/end-request.ts';
import { failureFrom } from '../core/report/failure.ts';
import { askForClarification } from '../core/request/ask.ts';
import { executionInputSchema, type RequestRecord } from '../core/request/request.ts';
import { endRollback } from '../core/rollback/end-rollback.ts';
import { type Fenced, fenceTasks } from '../core/rollback/fence-tasks.ts';
import { markDirty } from '../core/rollback/mark-dirty.ts';
import { type RollbackInput, rollbackInput, rollbackInputSchema, rollbackName } from '../core/rollback/rollback.ts';
import { settleTask } from '../core/task/settle-task.ts';

/**
 * What the state machines ask of the coordinator: put a question, write a plan, answer the user, settle a task, say what went
 * wrong; and of a request that is undone, to fence its tasks, to mark one as dirty, and to close it.
 */
const callSchema = z.discriminatedUnion('action', [
  executionInputSchema.extend({
    action: z.literal('ask'),
    questionId: idSchema,
    token: z.string().min(1),
    expiresInSeconds: z.int().positive(),
  }),
  executionInputSchema.extend({ action: z.literal('plan'), taskId: idSchema }),
  executionInputSchema.extend({ action: z.literal('respond'), taskId: idSchema }),
  executionInputSchema.extend({ action: z.literal('report'), complete: z.boolean() }),
  executionInputSchema.extend({ action: z.literal('settle'), taskId: idSchema, error: z.string(), cause: z.string() }),
  executionInputSchema.extend({ action: z.literal('fail'), error: z.string(), cause: z.string() }),
  rollbackInputSchema.extend({ action: z.literal('fence') }),
  rollbackInputSchema.extend({ action: z.literal('dirty'), taskId: idSchema, error: z.string(), cause: z.string() }),
  rollbackInputSchema.extend({ action: z.literal('end-rollback') }),
]);

const environment = readEnvironment();
const clock = () => Date.now();
const logger = createLogger('coordinator');
const journal = createJournal(environment, clock);
const ports = {
  clock,
  ...journal,
  waiting: new TaskTokens(new SFNClient({})),
  events: new EventBridgeEvents(new EventBridgeClient({}), environment.eventBus, (message, about) =>
    logger.warn(message, about),
  ),
};

/** Where the tasks of a plan are, and what the machine that runs it has to know of them. */
interface PlanAnswer {
  readonly tasks: readonly PlanStep[];
  readonly pk: string;
}

/** How a request stands; with the execution that is to undo it, when that comes next. */
interface RequestAnswer {
  readonly status: string;
  readonly rollback?: { readonly name: string; readonly input: RollbackInput };
}

export async function handler(event: unknown): Promise<RequestAnswer | PlanAnswer | Fenced> {
  const call = parseCall(callSchema, event);
  logger.info('called', { action: call.action, requestId: call.requestId });
  switch (call.action) {
    case 'ask':
      await askForClarification(ports, call, call);
      return { status: 'waiting' };
    case 'plan': {
      // Read only where it is needed: most actions need not know who there is.
      const registry = readRegistryFile(import.meta.dirname);
      const tasks = await adoptPlan({ ...ports, registry }, call, call.taskId);
      return { tasks, pk: requestPk(call.tenantId, call.requestId) };
    }
    case 'respond':
      return { status: (await respond(ports, call, call.taskId)).status };
    case 'report':
      return standing(await reportOnPlan(ports, call, call.complete));
    case 'settle':
      return { status: await settleTask(ports, call, failureFrom(call.error, call.cause)) };
    case 'fail':
      return standing(await fail(ports, call, failureFrom(call.error, call.cause)));
    case 'fence': {
      const registry = readRegistryFile(import.meta.dirname);
      return fenceTasks({ ...ports, agentById: (id) => registry.byId(id) }, call);
    }
    case 'dirty':
      return { status: await markDirty(ports, call, failureFrom(call.error, call.cause)) };
    case 'end-rollback':
      return { status: (await endRollback(ports, call)).status };
  }
}

function standing(request: RequestRecord): RequestAnswer {
  const { status } = request;
  if (status !== 'rolling-back') return { status };
  return { status, rollback: { name: rollbackName(request), input: rollbackInput(request) } };
}
