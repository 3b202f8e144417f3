import { type AgentStatus, agentStatusSchema } from '../agent/handoff.ts';
import { settledStatus } from '../agent/status.ts';
import { isoTime } from '../clock.ts';
import type { RequestEvent } from '../events/event.ts';
import { requestDeadline, type RequestRecord } from '../request/request.ts';
import { isUnderWay, type RequestStatus } from '../request/status.ts';
import { settledStatuses, type TaskRecord, type TaskStatus } from '../task/task.ts';

/** How long an agent may say nothing where it told no estimate, milliseconds. */
const patience = 300_000;

/** A task that an agent is at, as the agent told it last. */
export interface TaskAtWork extends Partial<Pick<AgentStatus, 'estimatedCompletion'>> {
  readonly taskId: string;
  readonly agentId: string;
  readonly attempt: number;
  /** When this attempt began. */
  readonly since: string;
  readonly progress: number;
  /** When its agent said something last; absent where it never did. */
  readonly lastTold?: string;
  readonly blockers: readonly string[];
  readonly requestedSupport: AgentStatus['requestedSupport'];
  /** `overdue`: beyond its estimate. `silent`: nothing was said of it for more than half of its time. */
  readonly late?: 'overdue' | 'silent';
}

export interface TaskWaiting {
  readonly taskId: string;
  readonly agentId: string;
  /** The tasks it cannot begin without; empty when it is about to begin. */
  readonly waitsOn: readonly { readonly taskId: string; readonly agentId?: string; readonly status?: TaskStatus }[];
}

/** How a request stands, from its records alone: nobody is asked for it. */
export interface Standing {
  readonly requestId: string;
  readonly status: RequestStatus;
  readonly at: string;
  readonly since: string;
  /** When all of it has to be over, where it says so. */
  readonly due?: string;
  /** Whether that time has passed and it is not over. */
  readonly late: boolean;
  readonly settled: number;
  readonly tasks: number;
  readonly atWork: readonly TaskAtWork[];
  readonly waiting: readonly TaskWaiting[];
  /** What agents that are done asked for. */
  readonly support: readonly {
    readonly taskId: string;
    readonly agentId: string;
    readonly reason: string;
    readonly urgency: string;
  }[];
  /** What the user is asked; nothing goes on without the answer. */
  readonly question?: NonNullable<RequestRecord['question']>;
  /** Why it is being undone, or was. */
  readonly undoneFor?: string;
}

/**
 * Tells how a request stands at a time.
 *
 * @param told what the agent of each task said last
 */
export function standingOfRequest(
  request: RequestRecord,
  tasks: readonly TaskRecord[],
  told: ReadonlyMap<string, RequestEvent>,
  at: string,
): Standing {
  const byId = new Map(tasks.map((task) => [task.taskId, task]));
  const underWay = isUnderWay(request.status);
  const due = requestDeadline(request);
  return {
    requestId: request.requestId,
    status: request.status,
    at,
    since: request.createdAt,
    ...(request.timeBoxSeconds === undefined ? {} : { due: isoTime(due) }),
    late: underWay && Date.parse(at) > due,
    settled: tasks.filter(({ status }) => settledStatuses.includes(status)).length,
    tasks: tasks.length,
    atWork: tasks
      .filter(({ status }) => underWay && status === 'started')
      .map((task) => atWork(task, told.get(task.taskId), Date.parse(at))),
    waiting: tasks
      .filter(({ status }) => underWay && status === 'waiting')
      .map(({ taskId, agentId, waitingOn = [] }) => ({
        taskId,
        agentId,
        waitsOn: waitingOn.map((id) => {
          const before = byId.get(id);
          return before === undefined ? { taskId: id } : { taskId: id, agentId: before.agentId, status: before.status };
        }),
      })),
    support: tasks.flatMap((task) =>
      (underWay ? (settledStatus(task)?.requestedSupport ?? []) : []).map(({ reason, urgency }) => ({
        taskId: task.taskId,
        agentId: task.agentId,
        reason,
        urgency,
      })),
    ),
    ...(request.question === undefined ? {} : { question: request.question }),
    ...(request.rollback === undefined ? {} : { undoneFor: request.rollback.cause.message }),
  };
}

function atWork(task: TaskRecord, event: RequestEvent | undefined, now: number): TaskAtWork {
  const { taskId, agentId, attempt } = task;
  const since = task.starts?.at(-1) ?? task.startedAt ?? task.createdAt;
  const status = agentStatusSchema.safeParse(event?.detail).data;
  const gaveUp = task.ended?.includes(attempt) === true;
  const blockers = status?.blockers ?? [];
  const late = lateness(since, status?.estimatedCompletion, event?.at, now);
  return {
    taskId,
    agentId,
    attempt,
    since,
    progress: status?.progress ?? 0,
    ...(status === undefined ? {} : { estimatedCompletion: status.estimatedCompletion }),
    ...(event === undefined ? {} : { lastTold: event.at }),
    blockers:
      gaveUp && blockers.length === 0
        ? [`attempt ${attempt} ended without a result, and another is to follow`]
        : blockers,
    requestedSupport: status?.requestedSupport ?? [],
    ...(late === undefined ? {} : { late }),
  };
}

function lateness(
  since: string,
  estimate: string | undefined,
  told: string | undefined,
  now: number,
): TaskAtWork['late'] {
  if (estimate !== undefined && now > Date.parse(estimate)) return 'overdue';
  const box = estimate === undefined ? patience * 2 : Date.parse(estimate) - Date.parse(since);
  return now - Date.parse(told ?? since) > box / 2 ? 'silent' : undefined;
}
