import type { Registry } from '../agent/registry.ts';
import type { Clock } from '../clock.ts';
import { BatonError } from '../errors.ts';
import type { RequestReader } from '../request/ports.ts';
import type { RequestKey } from '../request/request.ts';
import { isUnderWay } from '../request/status.ts';
import { textLimit } from '../session/message.ts';
import type { TaskFence } from '../rollback/ports.ts';
import type { TaskCreator, TaskReader } from '../task/ports.ts';
import type { PlannedTask } from '../task/planned.ts';
import type { TaskRecord, TaskSpec } from '../task/task.ts';
import { colleaguesOf } from './colleagues.ts';
import { parsePlan } from './plan.ts';
import { writePlan } from './write-plan.ts';

export interface AdoptPlanPorts {
  readonly clock: Clock;
  readonly registry: Pick<Registry, 'list' | 'require'>;
  readonly requests: RequestReader;
  readonly tasks: TaskReader & TaskCreator & TaskFence;
}

/** A task of a plan, as the machine that runs it wants to know it; `timeoutSeconds` is the time box of an attempt. */
export interface PlanStep {
  readonly taskId: string;
  readonly agentId: string;
  readonly timeoutSeconds: number;
}

/**
 * Makes the plan in a task's result the plan of its request.
 *
 * 1. The plan is checked, once more and by itself: agents may have come and gone since it was made.
 * 2. Its tasks are written, those that build on nothing else building on the planner's result. Written again, nothing changes.
 *
 * @returns its tasks; none when the planner's own result is all there is to be done
 * @throws RequestUnknown, RequestClosed, TaskUnknown, and PlanInvalid naming every fault
 */
export async function adoptPlan(ports: AdoptPlanPorts, key: RequestKey, taskId: string): Promise<PlanStep[]> {
  const request = await ports.requests.read(key);
  if (request === undefined) throw new BatonError('RequestUnknown', `request ${key.requestId} is not in the journal`);
  if (!isUnderWay(request.status)) {
    throw new BatonError('RequestClosed', `request ${key.requestId} is ${request.status}: it is not planned any more`);
  }
  const planner = await ports.tasks.read({ ...key, taskId });
  if (planner?.result === undefined || planner.status !== 'completed') {
    throw new BatonError('TaskUnknown', `task ${taskId} of request ${key.requestId} has no result to plan by`);
  }
  const { plan } = planner.result;
  if (plan === undefined) throw new BatonError('PlanInvalid', `the result of ${planner.agentId} holds no plan`);
  if (plan.tasks.length === 0) return [];

  const agents = new Set(colleaguesOf(ports.registry.list(), planner.agentId).map(({ id }) => id));
  const { tasks } = parsePlan({ tasks: plan.tasks.map((task) => specOf(task, planner)) }, agents);
  const specs = tasks.map((task) => (task.dependsOn.length > 0 ? task : { ...task, dependsOn: [taskId] }));
  await writePlan(ports, request, specs, ports.clock(), new Set([taskId]));
  return tasks.map(({ taskId, agentId }) => {
    const { timeoutSeconds } = ports.registry.require(agentId).limits;
    return { taskId, agentId, timeoutSeconds };
  });
}

function specOf({ taskId, agentId, instruction, expects, dependsOn }: PlannedTask, planner: TaskRecord): TaskSpec {
  return {
    taskId,
    agentId,
    instruction,
    request: planner.instruction.slice(0, textLimit).toWellFormed(),
    ...(planner.complexity === undefined ? {} : { complexity: planner.complexity }),
    intent: planner.intent,
    expects,
    dependsOn,
    compensation: { withdraw: true },
  };
}
