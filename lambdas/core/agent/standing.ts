import type { TaskOutcome } from './provider.ts';

/** How a task stands when all results are brought together; `partial` is completed, but short of what was wanted. */
export const standings = ['completed', 'partial', 'failed', 'skipped', 'open', 'undone'] as const;
export type Standing = (typeof standings)[number];

export function standingOf({ status, result }: Pick<TaskOutcome, 'status' | 'result'>): Standing {
  switch (status) {
    case 'completed':
      return result?.status === 'degraded' ? 'partial' : 'completed';
    case 'waiting':
    case 'started':
      return 'open';
    case 'failed':
    case 'fenced':
    case 'dirty':
      return 'failed';
    case 'skipped':
      return 'skipped';
    case 'compensated':
      return 'undone';
  }
}

/** Why a task has no result to rely on, in its own words where it left any. */
export function reasonOf(task: TaskOutcome, all: ReadonlyMap<string, TaskOutcome>): string {
  if (task.error !== undefined) return task.error.message;
  const missing = task.dependsOn.filter((id) => {
    const before = all.get(id);
    return before !== undefined && before.status !== 'completed';
  });
  return missing.length === 0 ? `it is ${task.status}` : `builds on ${missing.slice(0, 5).join(', ')}`;
}

/** Above so many tasks each is named by its id alone, so that all of them can be named. */
const namedInFull = 200;

/** How a task is called in a text that names all of them. */
export function nameOf({ taskId, agentId }: TaskOutcome, count: number): string {
  return count > namedInFull ? taskId : `${taskId} (${agentId})`;
}
