import type { TaskRecord } from '../task/task.ts';

/**
 * The tasks that have to be compensated, in the order in which that is done: first those of which nobody knows how far they
 * came (fenced, given up, failed), the last one started first; then the completed ones, the last one completed first. What could
 * not be compensated before comes after all of them, in the same order: it must not keep the others from their turn. Of a task
 * that was never started there is nothing to undo, and one without a compensation is left as it is.
 */
export function compensationOrder(tasks: readonly TaskRecord[]): TaskRecord[] {
  const undoable = tasks.filter((task) => task.compensation !== undefined && isUndoable(task));
  return [...newestFirst(undoable.filter((task) => !isDirty(task))), ...newestFirst(undoable.filter(isDirty))];
}

function newestFirst(undoable: readonly TaskRecord[]): TaskRecord[] {
  const [known, unknown] = [undoable.filter(isKnown), undoable.filter((task) => !isKnown(task))];
  return [
    ...unknown.toSorted((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? '')),
    ...known.toSorted((a, b) => (b.completionSeq ?? 0) - (a.completionSeq ?? 0)),
  ];
}

/** The tasks that did something which nothing undoes. */
export function leftAsTheyAre(tasks: readonly TaskRecord[]): TaskRecord[] {
  return tasks.filter((task) => task.compensation === undefined && task.reviews === undefined && isUndoable(task));
}

function isUndoable({ status, startedAt }: TaskRecord): boolean {
  const done = status === 'completed' || status === 'failed' || status === 'fenced' || status === 'dirty';
  return done && startedAt !== undefined;
}

const isDirty = ({ status }: TaskRecord): boolean => status === 'dirty';
const isKnown = ({ completionSeq }: TaskRecord): boolean => completionSeq !== undefined;
