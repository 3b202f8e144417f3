import type { AgentStatus } from '../agent/handoff.ts';
import type { Happening } from '../events/event.ts';
import type { TaskRecord } from './task.ts';

/** Whose event it is, and of which attempt. */
export function aboutTask(task: TaskRecord): Pick<Happening, 'taskId' | 'agentId' | 'attempt'> {
  const { taskId, agentId, attempt } = task;
  return { taskId, agentId, ...(attempt === 0 ? {} : { attempt }) };
}

/** How the agent of a task says it is doing; in one millisecond, in the order of its progress. */
export function statusEvent(task: TaskRecord, status: AgentStatus, at: string): Happening {
  return { ...aboutTask(task), type: 'agent.status', at, place: Math.floor(status.progress / 4), detail: status };
}
