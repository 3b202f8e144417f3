import * as z from 'zod';
import { BatonError, type FieldFault } from '../errors.ts';
import { planLimit } from '../task/planned.ts';
import { reservedTaskId, taskSpecSchema } from '../task/task.ts';
import { cyclesIn } from './graph.ts';

/** The task of a request in which its plan is made. */
export const planningTaskId = 'plan';

/** A directed acyclic graph of tasks: each names the tasks whose results it builds on. */
export const planSchema = z.strictObject({ tasks: z.array(taskSpecSchema).min(1) });
export type Plan = z.infer<typeof planSchema>;

/**
 * A plan that can be run, or all that is wrong with it, at once.
 *
 * @param agentIds who may be given work
 * @throws PlanInvalid naming every fault: too many tasks, an id that is there twice or taken, an agent or a dependency that is not there,
 *   a task that waits for itself, and each cycle with the tasks it goes through
 */
export function parsePlan(document: unknown, agentIds: ReadonlySet<string>): Plan {
  // Counted before it is looked at: a plan of ten thousand tasks costs no more to refuse than one of six hundred.
  const count = tasksIn(document);
  if (count > planLimit) {
    throw planInvalid([{ field: 'tasks', message: `are ${count}; a plan has at most ${planLimit}` }]);
  }
  const parsed = planSchema.safeParse(document);
  if (!parsed.success) {
    throw planInvalid(parsed.error.issues.map(({ path, message }) => ({ field: path.join('.') || 'plan', message })));
  }
  const faults = faultsOf(parsed.data, agentIds);
  if (faults.length > 0) throw planInvalid(faults);
  return parsed.data;
}

function faultsOf({ tasks }: Plan, agentIds: ReadonlySet<string>): FieldFault[] {
  const faults: FieldFault[] = [];
  const seen = new Set<string>();
  const ids = new Set(tasks.map(({ taskId }) => taskId));
  for (const { taskId, agentId, dependsOn } of tasks) {
    if (seen.has(taskId)) faults.push({ field: taskId, message: 'is the id of two tasks' });
    seen.add(taskId);
    if (reservedTaskId.test(taskId))
      faults.push({ field: taskId, message: 'is an id that the system keeps for itself' });
    if (!agentIds.has(agentId)) faults.push({ field: `${taskId}.agentId`, message: `"${agentId}" is no agent` });
    for (const dependency of new Set(dependsOn)) {
      if (dependency === taskId) faults.push({ field: `${taskId}.dependsOn`, message: 'names the task itself' });
      else if (!ids.has(dependency)) {
        faults.push({ field: `${taskId}.dependsOn`, message: `"${dependency}" is no task of the plan` });
      }
    }
  }
  const edges = new Map<string, string[]>();
  for (const { taskId, dependsOn } of tasks) {
    edges.set(taskId, [...(edges.get(taskId) ?? []), ...dependsOn.filter((id) => id !== taskId)]);
  }
  for (const cycle of cyclesIn(edges)) {
    faults.push({ field: 'tasks', message: `wait for each other: ${[...cycle, cycle[0]].join(' → ')}` });
  }
  return faults;
}

function tasksIn(document: unknown): number {
  const tasks = typeof document === 'object' && document !== null && 'tasks' in document ? document.tasks : undefined;
  return Array.isArray(tasks) ? tasks.length : 0;
}

function planInvalid(faults: readonly FieldFault[]): BatonError {
  const words = faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new BatonError('PlanInvalid', `the plan cannot be run: ${words}`, { faults });
}
