import type {
  TaskCreator,
  TaskDependencies,
  TaskGate,
  TaskKey,
  TaskLister,
  TaskReader,
} from '../../../lambdas/core/task/ports.ts';
import type { TaskRecord } from '../../../lambdas/core/task/task.ts';
import { idOf, taskIdOf } from './keys.ts';

export const tasksIn = (
  records: Map<string, TaskRecord>,
  lateAttempts: { taskId: string; attempt: number }[],
): TaskReader & TaskLister & TaskCreator & TaskGate & TaskDependencies => {
  const keep = (key: TaskKey, task: TaskRecord): TaskRecord => {
    records.set(taskIdOf(key), task);
    return task;
  };

  return {
    read: async (key) => records.get(taskIdOf(key)),
    list: async (key) =>
      [...records.entries()].filter(([id]) => id.startsWith(`${idOf(key)} `)).map(([, task]) => task),
    create: async (tenantId, task) => {
      const id = taskIdOf({ tenantId, ...task });
      if (!records.has(id)) records.set(id, task);
    },
    start: async (key, { round, agentId, at }) => {
      const task = records.get(taskIdOf(key));
      if (task?.agentId !== agentId || task.waitingOn !== undefined) return undefined;
      const open = task.round === round && (task.status === 'waiting' || task.status === 'started');
      const sentBack = task.round < round && task.status === 'completed';
      if (!open && !sentBack) return undefined;
      const { error: _error, endedAt: _endedAt, result: _result, completionSeq: _seq, ...rest } = task;
      return keep(key, { ...rest, status: 'started', startedAt: at, round, attempt: task.attempt + 1 });
    },
    tell: async (key, { taskId, completed }) => {
      const task = records.get(taskIdOf(key));
      if (task === undefined) return undefined;
      const { waitingOn = [], failedDeps = [], ...rest } = task;
      const left = waitingOn.filter((id) => id !== taskId);
      const failed = completed ? failedDeps : [...new Set([...failedDeps, taskId])];
      return keep(key, {
        ...rest,
        ...(left.length === 0 ? {} : { waitingOn: left }),
        ...(failed.length === 0 ? {} : { failedDeps: failed }),
      });
    },
    settle: async (key, attempt, { at, ...end }) => {
      const task = records.get(taskIdOf(key));
      if (task?.status !== 'started' || task.attempt !== attempt) return undefined;
      return keep(key, { ...task, ...end, endedAt: at });
    },
    abandon: async (key, { at, error }) => {
      const task = records.get(taskIdOf(key));
      if (task?.status !== 'waiting' && task?.status !== 'started') return;
      keep(key, { ...task, status: 'failed', endedAt: at, error, attempt: task.attempt + 1 });
    },
    noteLate: async (key, attempt) => {
      lateAttempts.push({ taskId: key.taskId, attempt });
    },
  };
};
