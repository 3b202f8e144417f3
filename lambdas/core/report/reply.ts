import { errorKinds, errorNameOf } from '../errors.ts';
import type { RequestRecord } from '../request/request.ts';
import type { Result } from '../task/result.ts';
import type { TaskRecord } from '../task/task.ts';
import type { Failure } from './failure.ts';

const endings: Record<Result['status'], string> = {
  completed: 'is done',
  degraded: 'has done part of the work',
  skipped: 'found nothing to do',
  failed: 'could not do it',
};

/** What the user reads when an expert is done: outcome, what was made and where it is kept, next steps. */
export function completionReply(request: RequestRecord, task: TaskRecord, result: Result): string {
  const word = endings[result.status];
  const kept = result.deliverables.map(
    ({ id, title }) => `- ${title}: /v1/requests/${request.requestId}/deliverables/${id}`,
  );
  return [
    `${task.agentId} ${word}${task.round > 0 ? ', after one rework' : ''}.`,
    `**Outcome:** ${result.outcome}`,
    ...(kept.length === 0 ? [] : [['**Prepared:**', ...kept].join('\n')]),
    ...(result.nextSteps.length === 0
      ? []
      : [['**Next steps:**', ...result.nextSteps.map((step) => `- ${step}`)].join('\n')]),
  ].join('\n\n');
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
