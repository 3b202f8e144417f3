import * as z from 'zod';
import { requestPk } from '../adapters/dynamodb/keys.ts';
import type { Registry } from '../core/agent/registry.ts';
import { idSchema } from '../core/ids.ts';
import { adoptPlan, type AdoptPlanPorts, type PlanStep } from '../core/planning/adopt-plan.ts';
import { type EndRequestPorts, fail, reportOnPlan, respond } from '../core/report/end-request.ts';
import { failureFrom } from '../core/report/failure.ts';
import { askForClarification, type AskPorts } from '../core/request/ask.ts';
import { executionInputSchema, type RequestRecord } from '../core/request/request.ts';
import { endRollback } from '../core/rollback/end-rollback.ts';
import { type Fenced, type FencePorts, fenceTasks } from '../core/rollback/fence-tasks.ts';
import { markDirty, type MarkDirtyPorts } from '../core/rollback/mark-dirty.ts';
import { type RollbackInput, rollbackInput, rollbackInputSchema, rollbackName } from '../core/rollback/rollback.ts';
import { settleTask, type SettleTaskPorts } from '../core/task/settle-task.ts';

/**
 * What the state machines ask of the coordinator: put a question, write a plan, answer the user, settle a task, say what went
 * wrong; and of a request that is undone, to fence its tasks, to mark one as dirty, and to close it.
 */
export const coordinatorCallSchema = z.discriminatedUnion('action', [
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
export type CoordinatorCall = z.infer<typeof coordinatorCallSchema>;

export type CoordinatorPorts = AskPorts &
  EndRequestPorts &
  SettleTaskPorts &
  MarkDirtyPorts &
  Omit<AdoptPlanPorts, 'registry'> &
  Omit<FencePorts, 'agentById'> & {
    /** Read only where it is needed: most actions need not know who there is. */
    readonly registry: () => Pick<Registry, 'list' | 'require' | 'byId'>;
  };

/** How a request stands; with the execution that is to undo it, when that comes next. */
interface RequestAnswer {
  readonly status: string;
  readonly rollback?: { readonly name: string; readonly input: RollbackInput };
}

/** Where the tasks of a plan are, and what the machine that runs it has to know of them. */
interface PlanAnswer {
  readonly tasks: readonly PlanStep[];
  readonly pk: string;
}

export async function coordinate(
  ports: CoordinatorPorts,
  call: CoordinatorCall,
): Promise<RequestAnswer | PlanAnswer | Fenced> {
  switch (call.action) {
    case 'ask':
      await askForClarification(ports, call, call);
      return { status: 'waiting' };
    case 'plan': {
      const tasks = await adoptPlan({ ...ports, registry: ports.registry() }, call, call.taskId);
      return { tasks, pk: requestPk(call.tenantId, call.requestId) };
    }
    case 'respond':
      return standing(await respond(ports, call, call.taskId));
    case 'report':
      return standing(await reportOnPlan(ports, call, call.complete));
    case 'settle':
      return { status: await settleTask(ports, call, failureFrom(call.error, call.cause)) };
    case 'fail':
      return standing(await fail(ports, call, failureFrom(call.error, call.cause)));
    case 'fence': {
      const registry = ports.registry();
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
