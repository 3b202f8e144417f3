import { settledStatus } from '../agent/status.ts';
import { type EventAppender, type EventType, type Happening, recordEvent } from '../events/event.ts';
import { releaseDependents, type ReleasePorts } from './dependents.ts';
import { aboutTask, statusEvent } from './happenings.ts';
import type { TaskKey } from './ports.ts';
import type { TaskRecord, TaskStatus } from './task.ts';

export interface TellSettledPorts extends ReleasePorts {
  readonly eventLog: EventAppender;
}

/**
 * Tells whoever should know that a task is settled: the history of its request, then the tasks that build on it, so that the end of
 * the one is there before the start of the other. Whoever settled it, or meets it settled, may do so again.
 */
export async function tellSettled(ports: TellSettledPorts, key: TaskKey, task: TaskRecord): Promise<void> {
  await recordSettled(ports, key, task);
  await releaseDependents(ports, key, task);
}

/** The ends that a task's own attempts come to. */
const endEvents: Partial<Record<TaskStatus, EventType>> = {
  completed: 'task.completed',
  failed: 'task.failed',
  skipped: 'task.skipped',
};

/** Puts a task's end into the history of its request, with how its agent came out of it. */
export async function recordSettled(
  ports: Pick<TellSettledPorts, 'eventLog'>,
  key: Pick<TaskKey, 'tenantId' | 'requestId'>,
  task: TaskRecord,
): Promise<void> {
  const type = endEvents[task.status];
  if (type === undefined || task.endedAt === undefined) return;
  const status = settledStatus(task);
  await recordEvent(
    ports,
    key,
    { ...aboutTask(task), type, at: task.endedAt, ...detailOf(task) },
    ...(status === undefined ? [] : [statusEvent(task, status, task.endedAt)]),
  );
}

function detailOf({ error, result, failedDeps }: TaskRecord): Pick<Happening, 'detail'> {
  const detail = {
    ...(error === undefined ? {} : { error: error.name }),
    ...(result === undefined ? {} : { result: result.status, deliverables: result.deliverables.map(({ id }) => id) }),
    ...(failedDeps === undefined ? {} : { failedDeps }),
  };
  return Object.keys(detail).length === 0 ? {} : { detail };
}
