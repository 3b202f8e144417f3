import type { RequestRecord } from '../request/request.ts';
import type { MessageReader } from '../session/session.ts';
import type { Source } from '../task/hand-over.ts';
import type { TaskLister, TaskReader } from '../task/ports.ts';
import { isWork, reviewTaskId, type TaskRecord } from '../task/task.ts';
import { colleaguesOf } from '../planning/colleagues.ts';
import type { AgentContext, PriorWork, WholeRequest } from './provider.ts';
import type { Registry } from './registry.ts';

/** How many messages of the conversation an agent is given. */
export const historyLimit = 50;

export interface ContextPorts {
  readonly messages: MessageReader;
  readonly tasks: TaskReader & TaskLister;
  readonly registry: Pick<Registry, 'list'>;
}

/**
 * Puts together what an agent should know for a task: the conversation before this request, the results it builds on or reviews
 * with what was made, in a later round what the review found wrong, for a plan who may be given work, and for a combination of
 * results, or the review of one, how each task of the request ended.
 */
export async function readContext(
  ports: ContextPorts,
  request: RequestRecord,
  task: TaskRecord,
  sources: readonly Source[],
): Promise<AgentContext> {
  const [messages, review, whole] = await Promise.all([
    ports.messages.last(request, historyLimit),
    task.round === 0 ? undefined : ports.tasks.read({ ...request, taskId: reviewTaskId(task.taskId, task.round - 1) }),
    readWhole(ports, request, task),
  ]);
  const remark = review?.result?.outcome;
  return {
    history: messages.filter((message) => message.requestId !== request.requestId),
    priorWork: sources.map(priorWorkOf).filter((work) => work !== undefined),
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

function priorWorkOf({ task, deliverables }: Source): PriorWork | undefined {
  if (task?.result === undefined) return undefined;
  return {
    taskId: task.taskId,
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
