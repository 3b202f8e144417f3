import type { AgentDefinition } from '../agent/definition.ts';
import { type Clock, isoTime } from '../clock.ts';
import { type EventAppender, type Happening, recordEvent } from '../events/event.ts';
import type { RequestReader } from '../request/ports.ts';
import type { RequestRecord } from '../request/request.ts';
import { aboutTask } from '../task/happenings.ts';
import type { TaskLister } from '../task/ports.ts';
import { settledStatuses, type TaskRecord } from '../task/task.ts';
import { recordStopping } from './account.ts';
import { compensationOrder } from './order.ts';
import type { TaskFence } from './ports.ts';
import type { RollbackInput } from './rollback.ts';
import { requireStopping } from './stopping.ts';

export interface FencePorts {
  readonly clock: Clock;
  readonly requests: RequestReader;
  readonly tasks: TaskLister & TaskFence;
  readonly eventLog: EventAppender;
  /**
   * Functions that started before have ended, milliseconds since the epoch: with the process that they ran in. 0 where each
   * function has a process of its own.
   */
  readonly functionsSince: number;
  readonly agentById: (id: string) => Pick<AgentDefinition, 'limits'> | undefined;
}

/** What the machine that undoes a request learns: how long to wait before it asks again, or what to compensate in this order. */
export interface Fenced {
  /** 0 when no function of the request can be at work any more. */
  readonly waitSeconds: number;
  readonly compensations: readonly {
    readonly taskId: string;
    readonly agentId: string;
    readonly timeoutSeconds: number;
  }[];
}

/** The longest that AWS lets a function run, seconds; for an agent that is not registered any more. */
const longestRun = 900;

/** How far the clocks of two functions may be apart, milliseconds. */
const skewMs = 2_000;

/**
 * Ends every task of a request that is being undone, and finds out what has to be compensated.
 *
 * 1. What nobody started is skipped; what somebody is at is fenced: that attempt may not write any more.
 * 2. Stopping an execution never stops a function. As long as one may be at work (it started, has not said that it ended, and
 *    its own time is not over, and neither is the process that it ran in), nothing is compensated: an effect that came after its
 *    compensation would stay.
 *
 * It is asked again until there is nothing to wait for, and reads everything anew each time: a function that was on its way
 * when the request was stopped may have written a task in between.
 *
 * @throws RequestUnknown, RequestClosed when the request is not being undone in this epoch
 */
export async function fenceTasks(ports: FencePorts, call: RollbackInput): Promise<Fenced> {
  const request = await requireStopping(ports, call);
  const now = ports.clock();
  let tasks = await ports.tasks.list(call);
  for (let open = tasks.filter(isOpen); open.length > 0; open = tasks.filter(isOpen)) {
    const fenced = await Promise.all(open.map(({ taskId }) => ports.tasks.fence({ ...call, taskId }, isoTime(now))));
    await recordFenced(
      ports,
      call,
      fenced.filter((task) => task !== undefined),
    );
    tasks = await ports.tasks.list(call);
  }
  const running = tasks.map((task) => ({ task, until: mayRunUntil(ports, task) }));
  const until = Math.max(...running.map((one) => one.until), 0);
  if (until > now) {
    const waitedFor = running.filter((one) => one.until > now).map(({ task }) => task);
    await recordEvent(ports, call, waitingEvent(request, waitedFor, until));
    return { waitSeconds: patience(request, now, until), compensations: [] };
  }
  // Once more all of it, in case whoever stopped the request or fenced a task died before telling.
  await recordStopping(ports, request);
  await recordFenced(ports, call, tasks);
  return {
    waitSeconds: 0,
    compensations: compensationOrder(tasks).map(({ taskId, agentId }) => ({
      taskId,
      agentId,
      timeoutSeconds: timeoutOf(ports, agentId),
    })),
  };
}

/** For whom a rollback waits, and until when at the most: one event as long as that stays the same. */
function waitingEvent(request: RequestRecord, tasks: readonly TaskRecord[], until: number): Happening {
  const began = request.rollback?.startedAt ?? request.updatedAt;
  // It follows what made it wait: the last of these to be stopped.
  const at = tasks.reduce((last, { endedAt = began }) => (endedAt > last ? endedAt : last), began);
  const ids = tasks.map(({ taskId }) => taskId);
  const detail = { tasks: ids.slice(0, 20), more: Math.max(0, ids.length - 20), until: isoTime(until) };
  return { type: 'rollback.waiting', at, which: `${request.epoch} ${ids.join(' ')}`, detail };
}

/** Puts into the history of the request which tasks were kept from coming to their own end. */
async function recordFenced(ports: FencePorts, call: RollbackInput, tasks: readonly TaskRecord[]): Promise<void> {
  const happened = tasks.flatMap((task): Happening[] => {
    if (task.status === 'fenced' && task.fencedAt !== undefined) {
      return [{ ...aboutTask(task), type: 'task.fenced', at: task.fencedAt }];
    }
    return task.status === 'skipped' && task.endedAt !== undefined
      ? [{ ...aboutTask(task), type: 'task.skipped', at: task.endedAt }]
      : [];
  });
  if (happened.length > 0) await recordEvent(ports, call, ...happened);
}

const isOpen = ({ status }: TaskRecord): boolean => !settledStatuses.includes(status);

/** When the last function that may be at work on a task has ended for certain, milliseconds since the epoch; 0 when none is. */
function mayRunUntil(ports: FencePorts, task: TaskRecord): number {
  if (task.startedAt === undefined) return 0;
  // Fencing counts as an attempt, so that the one before it is refused.
  const attempts = task.attempt - (task.fencedAt === undefined ? 0 : 1);
  const ended = new Set(task.ended);
  const silent = Array.from({ length: attempts }, (_, at) => at + 1).filter((attempt) => !ended.has(attempt));
  const { startedAt: last, starts = [] } = task;
  const started = silent.map((attempt) => Date.parse(starts[attempt - 1] ?? last));
  const alive = started.filter((at) => at >= ports.functionsSince);
  return alive.length === 0 ? 0 : Math.max(...alive) + timeoutOf(ports, task.agentId) * 1_000 + skewMs;
}

function timeoutOf({ agentById }: FencePorts, agentId: string): number {
  return agentById(agentId)?.limits.timeoutSeconds ?? longestRun;
}

/** Asks often at first, for most functions end soon; never more than half a minute apart. */
function patience(request: RequestRecord, now: number, until: number): number {
  const waited = now - Date.parse(request.rollback?.startedAt ?? request.updatedAt);
  const left = Math.ceil((until - now) / 1_000);
  return Math.max(1, Math.min(left, 30, Math.floor(waited / 2_000)));
}
