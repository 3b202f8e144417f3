import { errorKinds, errorNameOf } from '../errors.ts';
import { openLines, type Verification, verificationLines } from '../request/checklist.ts';
import { sessionTitle } from '../session/session.ts';
import type { Result } from '../task/result.ts';
import type { TaskRecord } from '../task/task.ts';
import type { Failure } from './failure.ts';

const endings: Record<Result['status'], string> = {
  completed: 'has finished its work on',
  degraded: 'has done part of the work on',
  skipped: 'found nothing to do for',
  failed: 'could not do',
};

/** What ends the answer to a request that was done. */
export const closingOffer = 'Is there anything else? Say it in this conversation, or say what is missing.';

/**
 * What the user reads when an expert is done: who did what, its outcome, what was made and where it is kept, what is still open, next
 * steps, and that there may be more.
 */
export function completionReply(task: TaskRecord, result: Result, verification: Verification): string {
  const kept = result.deliverables.map(
    ({ id, title }) => `- ${title}: /v1/requests/${task.requestId}/deliverables/${id}`,
  );
  const open = openPoints(verification);
  const rework = task.round > 0 ? ', after one rework' : '';
  return [
    `The ${task.agentId.replaceAll('-', ' ')} ${endings[result.status]} “${sessionTitle(task.instruction)}”${rework}.`,
    `**Outcome:** ${result.outcome}`,
    ...(kept.length === 0 ? [] : [['**Prepared:**', ...kept].join('\n')]),
    ...(open.length === 0 ? [] : [['**Still open:**', ...open].join('\n')]),
    ...(result.nextSteps.length === 0
      ? []
      : [['**Next steps:**', ...result.nextSteps.map((step) => `- ${step}`)].join('\n')]),
    closingOffer,
  ].join('\n\n');
}

/** What keeps a request that was closed from being done in full, a line each. */
export function openPoints(verification: Verification): string[] {
  return openLines(verification).map(({ line, evidence }) => `- ${verificationLines[line]}: no, ${evidence}`);
}

/**
 * What the user reads when a request has failed.
 *
 * @param undo how what it did all the same is undone, where it did something
 */
export function failureReply(failure: Failure, undo?: string): string {
  const kind = Object.hasOwn(errorKinds, failure.name) ? errorKinds[errorNameOf(failure.name)] : undefined;
  const title = kind?.title ?? 'The request could not be carried out';
  const retry = kind?.retry === true ? '\n\nIt may work when you send it again.' : '';
  const kept = undo === undefined ? '' : `\n\nWhat was done before is kept. To undo it: ${undo}`;
  return `${title}.\n\n**What happened:** ${failure.message} (${failure.name})${retry}${kept}`;
}
