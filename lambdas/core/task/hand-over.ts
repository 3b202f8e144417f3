import type { HandoffRecord } from '../agent/handoff.ts';
import { handoffFor, handoffText, verifyCompletion } from '../agent/hand-over.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import { type EventAppender, recordEvent } from '../events/event.ts';
import { aboutTask } from './happenings.ts';
import type { Deliverable, DeliverableReader, HandoffWriter, TaskKey, TaskReader } from './ports.ts';
import { isWork, type TaskRecord } from './task.ts';

/** What a task builds on, as it is in the journal: another task, and what its agent made of which something is kept. */
export interface Source {
  readonly taskId: string;
  readonly task: TaskRecord | undefined;
  readonly deliverables: readonly Deliverable[];
}

export interface SourcePorts {
  readonly tasks: TaskReader;
  readonly deliverables: DeliverableReader;
}

export interface HandOverPorts {
  readonly clock: Clock;
  readonly handoffs: HandoffWriter;
  readonly eventLog: EventAppender;
}

/** Reads what a task builds on, each once. */
export async function readSources(
  ports: SourcePorts,
  key: Pick<TaskKey, 'tenantId' | 'requestId'>,
  { dependsOn }: TaskRecord,
): Promise<Source[]> {
  return Promise.all(
    [...new Set(dependsOn)].map(async (taskId) => {
      const task = await ports.tasks.read({ tenantId: key.tenantId, requestId: key.requestId, taskId });
      const ids = task?.result?.deliverables ?? [];
      const made = await Promise.all(ids.map(({ id }) => ports.deliverables.read(key, id)));
      return { taskId, task, deliverables: made.filter((deliverable) => deliverable !== undefined) };
    }),
  );
}

/**
 * Takes over the work that a task builds on. The receiver does it, from the other's records: nobody's word is taken for it that
 * something is done. One handoff is kept for each, with what was verified. What combines
 * or reviews results takes nothing over: it looks at them.
 *
 * @param deadline when the task has to be done, milliseconds since the epoch
 * @returns what the agent is told of it, in at most 100 words; undefined when there is nothing to take over
 * @throws HandoffRejected naming everything that is not there
 */
export async function handOver(
  ports: HandOverPorts,
  key: TaskKey,
  to: TaskRecord,
  sources: readonly Source[],
  deadline: number,
): Promise<string | undefined> {
  if (!isWork(to)) return undefined;
  const at = isoTime(ports.clock());
  const taken = sources.map(({ taskId, task, deliverables }) => {
    const kept = new Set(deliverables.map(({ deliverableId }) => deliverableId));
    return { task, ...verifyCompletion(taskId, task, kept) };
  });
  const handoffs = taken.flatMap(({ task, found, missing }): HandoffRecord[] => {
    if (task === undefined) return [];
    const verified = missing.length === 0;
    const made = { fromTask: task.taskId, attempt: to.attempt, at, verified, verification: [...missing, ...found] };
    return [{ ...handoffFor(task, to, deadline), ...made }];
  });
  await Promise.all(handoffs.map((handoff) => ports.handoffs.write(key, handoff)));
  if (handoffs.length > 0) {
    const told = handoffs.map(({ fromTask, fromAgent, toAgent, verified }) => ({
      ...aboutTask(to),
      type: 'handoff' as const,
      at,
      which: fromTask,
      detail: { fromTask, fromAgent, toAgent, verified },
    }));
    await recordEvent(ports, key, ...told);
  }
  const missing = taken.flatMap((one) => one.missing);
  if (missing.length > 0) {
    throw new BatonError(
      'HandoffRejected',
      `task ${to.taskId} cannot build on what was handed over: ${missing.join('; ')}`,
    );
  }
  return handoffText(handoffs);
}
