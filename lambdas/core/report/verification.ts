import { type Answered, evidenceLimit, type Verification, type VerificationLine } from '../request/checklist.ts';
import { coordinatorName } from '../request/ask.ts';
import type { RequestRecord } from '../request/request.ts';
import type { Message } from '../session/message.ts';
import type { Result } from '../task/result.ts';
import { isPlanning, isWork, reviewTaskId, type TaskRecord } from '../task/task.ts';
import { excerpt } from '../text/markdown.ts';
import { denies, documentation, issue, type Matter, sentenceOn } from './mentions.ts';

/** What an answer is, on what, by whom; the line is added to it. */
type Said = Omit<Answered<VerificationLine>, 'line'>;

const byRule = (name: string) => ({ kind: 'rule', name }) as const;
const byAgent = (name: string) => ({ kind: 'agent', name }) as const;

/** How many tasks an answer names. */
const named = 5;

/**
 * Answers the checklist of a request that is about to be closed from what its tasks left in the journal; nobody's word is taken where
 * there is a record. That the user has been told can only be said later: see `toldIn`.
 */
export function verifyRequest(request: RequestRecord, tasks: readonly TaskRecord[], at: string): Verification {
  const said: Record<VerificationLine, Said> = {
    addressed: addressed(tasks),
    delivered: delivered(tasks),
    'no-errors': withoutErrors(tasks),
    documentation: broughtUpToDate(documentation, request, tasks),
    issue: broughtUpToDate(issue, request, tasks),
    told: answered('no', 'the reply is not in the conversation yet', { kind: 'coordinator', name: coordinatorName }),
  };
  return { at, answers: (Object.keys(said) as VerificationLine[]).map((line) => ({ line, ...said[line] })) };
}

/** The checklist once the reply is in the conversation. */
export function toldIn(verification: Verification, { seq }: Pick<Message, 'seq'>): Verification {
  const answers = verification.answers.map((one) =>
    one.line === 'told' ? { ...one, answer: 'yes' as const, evidence: `message ${seq} of the conversation` } : one,
  );
  return { ...verification, answers };
}

const answered = (answer: Said['answer'], evidence: string, by: Said['by']): Said => ({
  answer,
  evidence: excerpt(evidence, evidenceLimit),
  by,
});

/** A review says so, of the combined result where there are several. */
function addressed(tasks: readonly TaskRecord[]): Said {
  const work = tasks.filter(isWork);
  const reviewed = tasks.find(({ combines }) => combines) ?? (work.length === 1 ? work[0] : undefined);
  const review =
    reviewed === undefined
      ? undefined
      : tasks.find(({ taskId }) => taskId === reviewTaskId(reviewed.taskId, reviewed.round));
  if (review?.result === undefined) return answered('no', 'nobody reviewed the result', byRule('reviews'));
  if (review.result.facts['accepted'] === true) {
    return answered('yes', `${review.taskId}: accepted`, byAgent(review.agentId));
  }
  return answered('no', `${review.taskId}: ${review.result.outcome}`, byAgent(review.agentId));
}

function delivered(tasks: readonly TaskRecord[]): Said {
  const work = workOf(tasks);
  const open = work.filter(({ status }) => status !== 'completed');
  if (work.length === 0) return answered('no', 'nothing was done', byRule('results'));
  if (open.length > 0) return answered('no', `not completed: ${namesOf(open)}`, byRule('results'));
  const partial = work.filter(({ result }) => result?.status === 'degraded');
  if (partial.length > 0) return answered('no', `short of what was expected: ${namesOf(partial)}`, byRule('results'));
  const prepared = work.filter(({ result }) => onlyPrepared(result));
  if (prepared.length > 0) {
    return answered('no', `prepared, and still to be carried out by a person: ${namesOf(prepared)}`, byRule('results'));
  }
  const made = work.reduce((sum, { result }) => sum + (result?.deliverables.length ?? 0), 0);
  return answered('yes', `completed: ${namesOf(work)}; deliverables: ${made}`, byRule('results'));
}

function withoutErrors(tasks: readonly TaskRecord[]): Said {
  const failed = tasks.filter(({ status, error }) => error !== undefined || status !== 'completed');
  if (failed.length > 0) return answered('no', `did not end well: ${namesOf(failed)}`, byRule('task records'));
  const again = tasks.filter(({ attempt, round }) => attempt > 1 + round);
  const tries = again.length === 0 ? '' : `, some only in a further attempt: ${namesOf(again)}`;
  return answered('yes', `every task is completed${tries}`, byRule('task records'));
}

/** Applies where the request, a task or a result speaks of it; what is still a next step is not done. */
function broughtUpToDate(matter: Matter, request: RequestRecord, tasks: readonly TaskRecord[]): Said {
  const work = workOf(tasks);
  for (const { result, agentId } of work) {
    const step = result?.nextSteps.map((one) => sentenceOn(matter, one)).find((one) => one !== undefined);
    if (step !== undefined) return answered('no', `left as a next step: ${step}`, byAgent(agentId));
  }
  for (const { result, agentId } of work) {
    if (result === undefined || onlyPrepared(result)) continue;
    const told = [result.outcome, ...result.deliverables.map(({ title }) => title)].join('\n');
    const sentence = sentenceOn(matter, told);
    if (sentence !== undefined) return answered(denies(sentence) ? 'no' : 'yes', sentence, byAgent(agentId));
  }
  const asked = [request.text, ...work.map((task) => task.request ?? task.instruction)].find(
    (text) => sentenceOn(matter, text) !== undefined,
  );
  return asked === undefined
    ? answered('not applicable', 'neither the request nor a result speaks of it', byRule('words'))
    : answered('no', 'it was asked for, and no result shows it', byRule('words'));
}

/** What the request needs; planning is what was wanted only where nothing else was to be done. */
function workOf(tasks: readonly TaskRecord[]): readonly TaskRecord[] {
  const work = tasks.filter(isWork);
  const rest = work.filter((task) => !isPlanning(task));
  return rest.length === 0 ? work : rest;
}

/** A runbook is ready, and nothing was changed or looked up by it. */
function onlyPrepared(result: Result | undefined): boolean {
  return result?.facts['prepared'] === true && result.facts['changed'] === false;
}

function namesOf(tasks: readonly TaskRecord[]): string {
  const more = tasks.length > named ? ` and ${tasks.length - named} more` : '';
  return `${tasks
    .slice(0, named)
    .map(({ taskId, agentId }) => `${taskId} (${agentId})`)
    .join(', ')}${more}`;
}
