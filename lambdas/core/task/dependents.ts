import type { Waiting } from '../request/ports.ts';
import type { TaskDependencies, TaskKey, TaskLister } from './ports.ts';
import { settledStatuses, type TaskRecord } from './task.ts';

export interface ReleasePorts {
  readonly tasks: TaskDependencies;
  readonly waiting: Waiting;
}

/** How many dependents are told side by side: hundreds may build on one task. */
const width = 20;

/**
 * Tells every task that builds on this one that it is settled, and lets the states go on that waited for those that are ready
 * now. It may be done any number of times, by whoever settled the task or met it settled: a lost wake-up is made up for by the
 * next. A token that is no longer waited for is no matter.
 */
export async function releaseDependents(ports: ReleasePorts, key: TaskKey, task: TaskRecord): Promise<void> {
  const settled = { taskId: task.taskId, completed: task.status === 'completed' };
  const dependents = task.dependents ?? [];
  const release = async (taskId: string): Promise<void> => {
    const dependent = await ports.tasks.tell({ ...key, taskId }, settled);
    const ready = dependent?.status === 'waiting' && dependent.waitingOn === undefined;
    if (ready && dependent.awaitToken !== undefined) await ports.waiting.release(dependent.awaitToken, {});
  };
  for (let from = 0; from < dependents.length; from += width) {
    await Promise.all(dependents.slice(from, from + width).map(release));
  }
}

/**
 * Looks at what a waiting task waits for, in case nobody told it: what is settled is crossed off. Answers whether it is ready
 * now; if not, whether anything of its request is under way that may still wake it.
 */
export async function catchUp(
  tasks: TaskDependencies & TaskLister,
  key: TaskKey,
  task: TaskRecord,
): Promise<'ready' | 'pending' | 'stalled'> {
  const all = new Map((await tasks.list(key)).map((one) => [one.taskId, one]));
  let left = 0;
  for (const taskId of task.waitingOn ?? []) {
    const dependency = all.get(taskId);
    if (dependency === undefined || !settledStatuses.includes(dependency.status)) left += 1;
    else await tasks.tell(key, { taskId, completed: dependency.status === 'completed' });
  }
  if (left === 0) return 'ready';
  return [...all.values()].some(({ status }) => status === 'started') ? 'pending' : 'stalled';
}
