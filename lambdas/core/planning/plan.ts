import * as z from 'zod';
import { BatonError, faultWords, type FieldFault } from '../errors.ts';
import { planLimit, tooManyTasks } from '../task/planned.ts';
import { reservedTaskId, taskSpecSchema } from '../task/task.ts';
import { cyclesIn } from './graph.ts';

/** The task of a request in which its plan is made. */
export const planningTaskId = 'plan';

/** A directed acyclic graph of tasks: each names the tasks whose results it builds on. */
export const planSchema = z.strictObject({ tasks: z.array(taskSpecSchema).min(1).max(planLimit, tooManyTasks) });
export type Plan = z.infer<typeof planSchema>;

/**
 * A plan that can be run, or all that is wrong with it, at once.
 *
 * @param agentIds who may be given work
 * @throws PlanInvalid naming every fault: what is not of a plan's form, too many tasks, and whatever `planFaults` finds
 */
export function parsePlan(document: unknown, agentIds: ReadonlySet<string>): Plan {
  const parsed = planSchema.safeParse(document);
  const faults = [...(parsed.success ? [] : shapeFaults(parsed.error, 'plan')), ...planFaults(document, agentIds)];
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new BatonError('PlanInvalid', `the plan cannot be run: ${faultWords(faults)}`, { faults });
}

/** What a schema finds wrong with a document, field by field; `whole` is what the document itself is called. */
export function shapeFaults({ issues }: z.ZodError, whole: string): FieldFault[] {
  return issues.map(({ path, message }) => ({ field: path.join('.') || whole, message }));
}

/**
 * What is wrong with how the tasks of a document hang together, whatever else may be wrong with it: an id that is there twice
 * or taken, an agent or a dependency that is not there, a task that waits for itself, and cycles with the tasks they go through.
 */
export function planFaults(document: unknown, agentIds: ReadonlySet<string>): FieldFault[] {
  const tasks = tasksIn(document).map(outlineOf);
  const ids = new Set(tasks.map(({ taskId }) => taskId));
  const edges = new Map<string, string[]>();
  const faults: FieldFault[] = [];
  for (const [at, { taskId = `tasks.${at}`, agentId, dependsOn }] of tasks.entries()) {
    const others = [...new Set(dependsOn)].filter((id) => id !== taskId);
    const known = edges.get(taskId);
    if (known !== undefined) faults.push({ field: taskId, message: 'is the id of two tasks' });
    if (reservedTaskId.test(taskId))
      faults.push({ field: taskId, message: 'is an id that the system keeps for itself' });
    if (agentId !== undefined && !agentIds.has(agentId)) {
      faults.push({ field: `${taskId}.agentId`, message: `"${agentId}" is no agent` });
    }
    if (dependsOn.includes(taskId)) faults.push({ field: `${taskId}.dependsOn`, message: 'names the task itself' });
    for (const other of others.filter((id) => !ids.has(id))) {
      faults.push({ field: `${taskId}.dependsOn`, message: `"${other}" is no task of the plan` });
    }
    edges.set(taskId, known === undefined ? others : [...known, ...others]);
  }
  // First: there are few of them, and of very many faults only the first are said in words.
  return [...cyclesIn(edges).map((cycle) => ({ field: 'tasks', message: circle(cycle) })), ...faults];
}

/**
 * The part of a task by which a plan hangs together, read as far as it can be: what is wrong with one thing hides no other. By hand,
 * because a schema takes several times as long over ten thousand tasks.
 */
function outlineOf(task: unknown): { taskId: string | undefined; agentId: string | undefined; dependsOn: string[] } {
  const { taskId, agentId, dependsOn } = (task ?? {}) as Record<string, unknown>;
  return {
    taskId: typeof taskId === 'string' ? taskId : undefined,
    agentId: typeof agentId === 'string' ? agentId : undefined,
    dependsOn: Array.isArray(dependsOn) ? dependsOn.filter((id) => typeof id === 'string') : [],
  };
}

/** How many tasks of a circle are named at each end: enough to find it by. */
const namedAtEnds = 10;

function circle(cycle: readonly string[]): string {
  const round = [...cycle, ...cycle.slice(0, 1)];
  const left = round.length - 2 * namedAtEnds;
  const shown = left > 1 ? [...round.slice(0, namedAtEnds), `… ${left} more …`, ...round.slice(-namedAtEnds)] : round;
  return `wait for each other: ${shown.join(' → ')}`;
}

function tasksIn(document: unknown): readonly unknown[] {
  const tasks = typeof document === 'object' && document !== null && 'tasks' in document ? document.tasks : undefined;
  return Array.isArray(tasks) ? tasks : [];
}
