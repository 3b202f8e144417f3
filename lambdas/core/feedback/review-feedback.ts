import * as z from 'zod';
import type { AuditTrail } from '../audit/audit.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import { type EventAppender, recordEvent } from '../events/event.ts';
import { recount, type RecountPorts } from '../metrics/recount.ts';
import type { Caller, RequestRecord } from '../request/request.ts';
import { type FeedbackRecord, requestOfFeedback } from './feedback.ts';
import type { FeedbackStore } from './ports.ts';

/** The body of `POST /v1/feedback/{id}`. */
export const reviewBodySchema = z.strictObject({ decision: z.enum(['accept', 'reject']) });
export type ReviewBody = z.infer<typeof reviewBodySchema>;

export interface ReviewPorts extends RecountPorts {
  readonly clock: Clock;
  readonly feedback: FeedbackStore;
  readonly audit: AuditTrail;
  readonly eventLog: EventAppender;
}

const statusFor = { accept: 'accepted', reject: 'rejected' } as const;

/**
 * Accepts or rejects feedback, once; the same decision given again is fine.
 *
 * @throws NotFound for feedback that is not the tenant's
 * @throws FeedbackReviewed when it was decided otherwise, or given anew in this moment
 */
export async function reviewFeedback(
  ports: ReviewPorts,
  caller: Caller,
  feedbackId: string,
  { decision }: ReviewBody,
): Promise<FeedbackRecord> {
  const { feedback, request } = await requireFeedback(ports, caller, feedbackId);
  const status = statusFor[decision];
  const by = caller.userId;
  const reviewed =
    feedback.status === 'open'
      ? await ports.feedback.review(feedback, { status, by, at: isoTime(ports.clock()) })
      : feedback;
  if (reviewed?.status !== status) throw notOpen(reviewed ?? (await ports.feedback.read(feedback)) ?? feedback);
  await account(ports, request, reviewed);
  return reviewed;
}

/** @throws NotFound for feedback that is not the tenant's */
export async function requireFeedback(
  ports: Pick<ReviewPorts, 'requests' | 'feedback'>,
  { tenantId }: Pick<Caller, 'tenantId'>,
  feedbackId: string,
): Promise<{ feedback: FeedbackRecord; request: RequestRecord }> {
  const requestId = requestOfFeedback(feedbackId);
  const feedback = requestId === undefined ? undefined : await ports.feedback.read({ tenantId, feedbackId });
  const request = requestId === undefined ? undefined : await ports.requests.read({ tenantId, requestId });
  if (feedback !== undefined && request !== undefined) return { feedback, request };
  throw new BatonError('NotFound', `feedback ${feedbackId} does not exist`);
}

function notOpen({ feedbackId, status, reviewedBy }: FeedbackRecord): BatonError {
  const how = status === 'open' ? 'was given anew: look at it again' : `is ${status} by ${reviewedBy ?? 'somebody'}`;
  return new BatonError('FeedbackReviewed', `feedback ${feedbackId} ${how}`);
}

async function account(ports: ReviewPorts, request: RequestRecord, feedback: FeedbackRecord): Promise<void> {
  const { feedbackId, kind, status, givenAt, reviewedBy: userId = request.userId, reviewedAt: at = givenAt } = feedback;
  await recordEvent(ports, request, {
    type: 'feedback.reviewed',
    at,
    which: feedbackId,
    detail: { feedbackId, kind, status, userId },
  });
  await ports.audit.record(
    { ...request, userId },
    {
      eventType: `feedback.${status}`,
      key: `${feedbackId}-${givenAt}-${status}`,
      operation: `review-feedback:${kind}`,
      input: feedbackId,
      output: status,
      success: true,
    },
  );
  await recount(ports, request);
}
