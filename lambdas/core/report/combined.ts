import { excerpt } from '../text/markdown.ts';
import type { RequestRecord } from '../request/request.ts';
import type { Result } from '../task/result.ts';
import { reviewTaskId, type TaskRecord } from '../task/task.ts';

/** What the system made of all results together. */
export interface Combined {
  /** The combination itself, when there is one. */
  readonly result: Result | undefined;
  /** Whether a review accepted it. */
  readonly accepted: boolean;
  /** For a person: who reviewed it with what verdict, or that nobody combined or reviewed it, and why. */
  readonly verdict: readonly string[];
}

/** How much of a remark or a reason the report shows, characters. */
const remarkLimit = 1_000;

/**
 * Finds the combination among a request's tasks, with the review of its last round. Of a request that was undone nobody wants
 * one: what it combined is not there any more.
 */
export function combinedIn({ rollback }: RequestRecord, tasks: readonly TaskRecord[]): Combined {
  if (rollback !== undefined) return { result: undefined, accepted: false, verdict: [] };
  const combination = tasks.find(({ combines }) => combines);
  const result = combination?.status === 'completed' ? combination.result : undefined;
  if (combination === undefined || result === undefined) {
    const why = combination?.error?.message ?? 'it did not come to an end';
    return {
      result: undefined,
      accepted: false,
      verdict: [`⚠️ Nobody combined the results: ${excerpt(why, remarkLimit)}`],
    };
  }
  const review = tasks.find(({ taskId }) => taskId === reviewTaskId(combination.taskId, combination.round));
  if (review?.result === undefined) {
    const why = review?.error?.message ?? 'the review did not come to an end';
    return {
      result,
      accepted: false,
      verdict: [`⚠️ Nobody reviewed the combined report: ${excerpt(why, remarkLimit)}`],
    };
  }
  const accepted = review.result.facts['accepted'] === true;
  return {
    result,
    accepted,
    verdict: accepted
      ? [`✅ Reviewed by ${review.agentId}: accepted`]
      : [
          `⚠️ Reviewed by ${review.agentId}: not accepted`,
          `   - Remark: ${excerpt(review.result.outcome, remarkLimit)}`,
        ],
  };
}
