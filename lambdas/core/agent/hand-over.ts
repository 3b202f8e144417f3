import { isoTime } from '../clock.ts';
import type { TaskRecord } from '../task/task.ts';
import { handoffWordLimit, type TaskHandoff } from './handoff.ts';
import { clip } from '../text/markdown.ts';
import { shareWords, wordCount } from '../text/words.ts';

/** How long one text of a handoff may be, characters: words may be of any length. */
const textLimit = 1_000;

/** How many next steps of the work before are passed on; the others are in its result. */
const stepLimit = 5;

/**
 * What the one who did a task passes to the one whose task builds on it. What was made goes by reference: the result of the task
 * and its deliverables, by their ids.
 *
 * @param deadline when the receiver has to be done, milliseconds since the epoch
 */
export function handoffFor(from: TaskRecord, to: TaskRecord, deadline: number): TaskHandoff {
  const { result } = from;
  const constraints = [
    `due ${isoTime(deadline)}`,
    ...(result?.status === 'degraded' ? [`${from.taskId} degraded`] : []),
  ];
  const dependencies = [taskRef(from), ...(result?.deliverables ?? []).map(({ id }) => id)];
  const left = handoffWordLimit - wordCount([...constraints, ...dependencies].join(' '));
  const [completedWork = '', remainingWork = ''] = shareWords(
    [result?.outcome ?? '', to.instruction].map((text) => clip(text, textLimit)),
    left,
  );
  return {
    fromAgent: from.agentId,
    toAgent: to.agentId,
    taskId: to.taskId,
    context: { completedWork, remainingWork, constraints, dependencies },
    successCriteria: clip(to.expects.trim() === '' ? to.instruction : to.expects, textLimit),
    estimatedTime: Math.ceil((deadline - Date.parse(to.startedAt ?? to.createdAt)) / 60_000),
    escalationConditions: escalationConditions(from, deadline),
  };
}

/** What was looked at before work is built on, and what of it was found wrong: then it is not built on. */
export interface Verification {
  readonly found: readonly string[];
  readonly missing: readonly string[];
}

/**
 * Whether a task did come to its end: it is completed, its result is there, and so is every deliverable that the result names.
 *
 * @param kept the ids of its deliverables that are in the journal
 */
export function verifyCompletion(
  taskId: string,
  task: TaskRecord | undefined,
  kept: ReadonlySet<string>,
): Verification {
  if (task === undefined) return { found: [], missing: [`task ${taskId} is not in the journal`] };
  const checks: [boolean, string, string][] = [
    [task.status === 'completed', `task ${taskId} is completed`, `task ${taskId} is ${task.status}`],
    [task.result !== undefined, 'its result is in the journal', `task ${taskId} has no result`],
    ...(task.result?.deliverables ?? []).map(({ id }): [boolean, string, string] => [
      kept.has(id),
      `deliverable ${id} is in the journal`,
      `deliverable ${id} is not in the journal`,
    ]),
  ];
  return {
    found: checks.flatMap(([holds, found]) => (holds ? [found] : [])),
    missing: checks.flatMap(([holds, , missing]) => (holds ? [] : [missing])),
  };
}

/**
 * What one is told of what several hand to it, in at most 100 words; the remaining work is its own instruction, which it has.
 * Undefined when nobody hands anything.
 */
export function handoffText(handoffs: readonly TaskHandoff[]): string | undefined {
  if (handoffs.length === 0) return undefined;
  const texts = handoffs.map(({ context }) =>
    [context.completedWork, ...context.constraints, ...context.dependencies].filter((part) => part !== '').join('; '),
  );
  return shareWords(texts, handoffWordLimit).join(' ');
}

function taskRef({ requestId, taskId }: TaskRecord): string {
  return `${requestId}/tasks/${taskId}`;
}

function escalationConditions({ taskId, agentId, result }: TaskRecord, deadline: number): string[] {
  return [
    ...(result?.needs === 'escalation' ? [`${agentId} wants what it found in ${taskId} to be decided above it`] : []),
    ...(result?.needs === 'support' ? [`${agentId} asked for support with ${taskId}`] : []),
    ...(result?.status === 'degraded' ? [`What ${taskId} is short of turns out to be needed`] : []),
    ...(result?.nextSteps ?? []).slice(0, stepLimit).map((step) => `A person has not done yet: ${step}`),
    `It is not done by ${isoTime(deadline)}`,
  ];
}
