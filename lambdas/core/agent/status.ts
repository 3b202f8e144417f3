import { isoTime } from '../clock.ts';
import { type EventReader, type RequestEvent, ulidTime } from '../events/event.ts';
import type { RequestKey } from '../request/request.ts';
import type { TaskRecord } from '../task/task.ts';
import type { AgentStatus } from './handoff.ts';
import { clip } from '../text/markdown.ts';

/** What an agent has behind it, in percent. There is nothing to tell between these. */
const milestones = { started: 10, contextRead: 25, answered: 90, settled: 100 } as const;
export type Milestone = keyof typeof milestones;

/** How long a blocker or a reason may be, characters. */
const wordsLimit = 500;

/** How an agent is doing in the middle of a task. @param deadline when its attempt has to be over, milliseconds since the epoch */
export function workingStatus(task: TaskRecord, milestone: Milestone, deadline: number): AgentStatus {
  return {
    agentId: task.agentId,
    currentTask: task.taskId,
    progress: milestones[milestone],
    estimatedCompletion: isoTime(deadline),
    blockers: [],
    requestedSupport: [],
  };
}

/** How a task stands when an attempt at it came to nothing and another is to follow: at its beginning, held up by what stopped it. */
export function blockedStatus(
  task: TaskRecord,
  error: { readonly name: string; readonly message: string },
  deadline: number,
): AgentStatus {
  return { ...workingStatus(task, 'started', deadline), blockers: [blockerOf(error)] };
}

/** How an agent came out of a task: what stopped it, and whose help its result asks for. Undefined when it was never at work on it. */
export function settledStatus(task: TaskRecord): AgentStatus | undefined {
  const { agentId, taskId, startedAt, endedAt, error, result, status } = task;
  if (startedAt === undefined || endedAt === undefined || status === 'skipped') return undefined;
  return {
    agentId,
    currentTask: taskId,
    progress: milestones.settled,
    estimatedCompletion: endedAt,
    blockers: error === undefined ? [] : [blockerOf(error)],
    requestedSupport:
      result?.needs === undefined || result.needs === null
        ? []
        : [
            {
              reason: clip(`${result.needs}: ${result.outcome}`, wordsLimit),
              urgency: result.needs === 'escalation' ? 'high' : 'medium',
            },
          ],
  };
}

const blockerOf = ({ name, message }: { name: string; message: string }): string =>
  clip(`${name}: ${message}`, wordsLimit);

/** How many events are read at a time. */
const pageSize = 500;

/** What agents that are at work told last of how they are doing, by task. Where nobody is at work, nothing is read. */
export async function lastStatuses(
  eventLog: EventReader,
  key: RequestKey,
  tasks: readonly TaskRecord[],
): Promise<Map<string, RequestEvent>> {
  const begun = tasks.flatMap(({ status, startedAt = '' }) => (status === 'started' ? [startedAt] : [])).sort();
  const last = new Map<string, RequestEvent>();
  const [first] = begun;
  if (first === undefined) return last;
  for (let after: string | undefined = ulidTime(first); after !== undefined;) {
    const events: RequestEvent[] = await eventLog.page(key, { after, limit: pageSize });
    for (const event of events) {
      const { type, taskId, attempt = 0 } = event;
      // In one millisecond, what a former attempt said may be listed behind the latest one's.
      if (type !== 'agent.status' || taskId === undefined || attempt < (last.get(taskId)?.attempt ?? 0)) continue;
      last.set(taskId, event);
    }
    after = events.length < pageSize ? undefined : events.at(-1)?.eventId;
  }
  return last;
}
