import type { RequestRecord } from '../request/request.ts';
import type { MessageReader } from '../session/session.ts';
import type { Deliverable, DeliverableReader, TaskLister, TaskReader } from '../task/ports.ts';
import { isWork, reviewTaskId, type TaskRecord } from '../task/task.ts';
import { colleaguesOf } from '../planning/colleagues.ts';
import type { AgentContext, PriorWork, WholeRequest } from './provider.ts';
import type { Registry } from './registry.ts';

/** How many messages of the conversation an agent is given. */
export const historyLimit = 50;

export interface ContextPorts {
  readonly messages: MessageReader;
  readonly tasks: TaskReader & TaskLister;
  readonly deliverables: DeliverableReader;
  readonly registry: Pick<Registry, 'list'>;
}

/**
 * Reads what an agent should know for a task: the conversation before this request, the results it builds on or reviews
 * with what was made, in a later round what the review found wrong, for a plan who may be given work, and for a combination of
 * results, or the review of one, how each task of the request ended.
 */
export async function readContext(
  ports: ContextPorts,
  request: RequestRecord,
  task: TaskRecord,
): Promise<AgentContext> {
  const [messages, priorWork, review, whole] = await Promise.all([
    ports.messages.last(request, historyLimit),
    Promise.all([...new Set(task.dependsOn)].map((taskId) => readPriorWork(ports, request, taskId))),
    task.round === 0 ? undefined : ports.tasks.read({ ...request, taskId: reviewTaskId(task.taskId, task.round - 1) }),
    readWhole(ports, request, task),
  ]);
  const remark = review?.result?.outcome;
  return {
    history: messages.filter((message) => message.requestId !== request.requestId),
    priorWork: priorWork.filter((work) => work !== undefined),
    ...(remark === undefined ? {} : { rework: remark }),
    ...(whole === undefined ? {} : { whole }),
    ...(task.planning === undefined ? {} : { colleagues: colleaguesOf(ports.registry.list(), task.agentId) }),
  };
}

async function readWhole(
  ports: ContextPorts,
  request: RequestRecord,
  task: TaskRecord,
): Promise<WholeRequest | undefined> {
  if (isWork(task)) return undefined;
  const tasks = await ports.tasks.list(request);
  const combination = task.combines ?? tasks.find(({ taskId }) => taskId === task.reviews)?.combines;
  if (combination === undefined) return undefined;
  const work = tasks.filter(isWork);
  // A plan's tasks hold the request with the answers to all that was asked back.
  return { requestId: request.requestId, text: work.find((one) => one.request)?.request ?? request.text, tasks: work };
}

async function readPriorWork(
  ports: ContextPorts,
  request: RequestRecord,
  taskId: string,
): Promise<PriorWork | undefined> {
  const task = await ports.tasks.read({ ...request, taskId });
  if (task?.result === undefined) return undefined;
  const made = await Promise.all(task.result.deliverables.map(({ id }) => ports.deliverables.read(request, id)));
  const deliverables = made.filter((deliverable): deliverable is Deliverable => deliverable !== undefined);
  return {
    taskId,
    agentId: task.agentId,
    instruction: task.instruction,
    expects: task.expects,
    result: {
      ...task.result,
      deliverables: deliverables.map(({ title, content, kind }) => ({ title, content, kind })),
    },
    deliverables,
  };
}
