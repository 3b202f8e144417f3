import { architectId } from '../agent/definition.ts';
import { followUpMessage } from '../agent/delegation.ts';
import type { Registry } from '../agent/registry.ts';
import { excerpt } from '../text/markdown.ts';
import type { Standing, TaskAtWork } from './standing.ts';

/** Whom a follow-up is for: an agent's backup, the architect, or the user. */
export interface Asked {
  readonly role: 'backup' | 'architect' | 'user';
  readonly name: string;
}

/** What is done about a task that is held up: somebody else is asked. */
export interface FollowUp {
  /** Names it among all of its request: it is asked once. */
  readonly key: string;
  readonly taskId: string;
  readonly agentId: string;
  readonly attempt: number;
  /** When the task began to be what it is now; the follow-up is no older. */
  readonly since: string;
  readonly asked: Asked;
  readonly why: string;
  readonly message: string;
}

/** How many tasks are followed up at a time. */
const most = 20;

/** From this attempt on the backup is not asked any more. */
const manyAttempts = 3;

/**
 * Whom to ask about what holds a request up. A task that is blocked, late or in want of support goes to its agent's backup; to the
 * architect where there is none, where it was tried three times, or where its agent asks for a decision; once the whole request is
 * late, to the user.
 */
export function followUpsOn(standing: Standing, userId: string, registry: Pick<Registry, 'byId'>): FollowUp[] {
  const ask = (agentId: string, decision: boolean): Asked =>
    standing.late ? { role: 'user', name: userId } : helperOf(agentId, decision, userId, registry);
  const held = standing.atWork.flatMap((task) => {
    const why = whyHeld(task);
    if (why === undefined) return [];
    const { taskId, agentId, attempt, since } = task;
    const high = task.requestedSupport.some(({ urgency }) => urgency === 'high' || urgency === 'critical');
    const asked = ask(agentId, attempt >= manyAttempts || high);
    return [{ taskId, agentId, attempt, since, why, asked, progress: progressOf(task) }];
  });
  const wanted = standing.support.map(({ taskId, agentId, reason, urgency }) => {
    const why = `${agentId} asks for help: ${excerpt(reason, 200)}`;
    const asked = ask(agentId, urgency === 'high');
    return {
      taskId,
      agentId,
      attempt: 0,
      since: standing.since,
      why,
      asked,
      progress: `${taskId} (${agentId}) is done.`,
    };
  });
  return [...held, ...wanted].slice(0, most).map(({ progress, ...one }) => ({
    ...one,
    key: `follow-up-${one.taskId}-${one.attempt}-${one.asked.role}`,
    message: followUpMessage(
      one.asked.role === 'user' ? one.asked.name : `agent-${one.asked.name}`,
      progress,
      `${one.why}. Can you take it on, or say what is missing?`,
    ),
  }));
}

/** What holds a task up, in a sentence; undefined where nothing does. */
export function whyHeld({
  blockers,
  late,
  requestedSupport,
  estimatedCompletion,
  lastTold,
}: TaskAtWork): string | undefined {
  const reasons = [
    ...blockers.map((blocker) => excerpt(blocker, 200)),
    ...requestedSupport.map(({ reason, urgency }) => `support is wanted (${urgency}): ${excerpt(reason, 200)}`),
    ...(late === 'overdue' ? [`it was expected by ${estimatedCompletion ?? 'now'}`] : []),
    ...(late === 'silent' ? [`nothing was heard of it since ${lastTold ?? 'it began'}`] : []),
  ];
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

/** How far a task is, in a sentence. */
export function progressOf({
  taskId,
  agentId,
  attempt,
  since,
  progress,
  estimatedCompletion,
  lastTold,
}: TaskAtWork): string {
  const told = lastTold === undefined ? 'nothing was told yet' : `told ${lastTold}`;
  const expected = estimatedCompletion === undefined ? '' : `, expected by ${estimatedCompletion}`;
  return `${taskId} (${agentId}) is at ${progress} % (${told}), attempt ${attempt} since ${since}${expected}.`;
}

function helperOf(agentId: string, decision: boolean, userId: string, registry: Pick<Registry, 'byId'>): Asked {
  const backup = registry.byId(agentId)?.backup;
  if (!decision && backup !== undefined && registry.byId(backup) !== undefined) return { role: 'backup', name: backup };
  const architect = agentId !== architectId && registry.byId(architectId) !== undefined;
  return architect ? { role: 'architect', name: architectId } : { role: 'user', name: userId };
}
