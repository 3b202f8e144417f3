import type {
  TaskCreator,
  TaskDependencies,
  TaskGate,
  TaskKey,
  TaskLister,
  TaskReader,
} from '../../../lambdas/core/task/ports.ts';
import type { TaskFence } from '../../../lambdas/core/rollback/ports.ts';
import type { TaskRecord } from '../../../lambdas/core/task/task.ts';
import { idOf, taskIdOf } from './keys.ts';

export const tasksIn = (
  records: Map<string, TaskRecord>,
): TaskReader & TaskLister & TaskCreator & TaskGate & TaskDependencies & TaskFence => {
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
      const starts = [...(task.starts ?? []), at];
      return keep(key, { ...rest, status: 'started', startedAt: at, starts, round, attempt: task.attempt + 1 });
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
      return keep(key, { ...task, ...end, endedAt: at, ended: withOne(task.ended, attempt) });
    },
    abandon: async (key, { at, error }) => {
      const task = records.get(taskIdOf(key));
      if (task?.status !== 'waiting' && task?.status !== 'started') return;
      keep(key, { ...task, status: 'failed', endedAt: at, fencedAt: at, error, attempt: task.attempt + 1 });
    },
    noteEnd: async (key, attempt) => {
      const task = records.get(taskIdOf(key));
      if (task !== undefined) keep(key, { ...task, ended: withOne(task.ended, attempt) });
    },
    fence: async (key, at) => {
      const task = records.get(taskIdOf(key));
      if (task?.status === 'waiting') return keep(key, { ...task, status: 'skipped', endedAt: at });
      if (task?.status !== 'started') return undefined;
      return keep(key, { ...task, status: 'fenced', endedAt: at, fencedAt: at, attempt: task.attempt + 1 });
    },
    endCompensation: async (key, { at, ...end }) => {
      const task = records.get(taskIdOf(key));
      if (task === undefined || !compensable.includes(task.status)) return undefined;
      const { compensationError: _error, ...rest } = task;
      return keep(key, { ...(end.status === 'compensated' ? rest : task), ...end, compensatedAt: at });
    },
  };
};

const compensable: readonly string[] = ['completed', 'failed', 'fenced', 'dirty'];

const withOne = (set: readonly number[] | undefined, one: number): number[] => [...new Set([...(set ?? []), one])];
