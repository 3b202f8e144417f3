import type { AuditTrail } from '../audit/audit.ts';
import { type Clock, isoTime } from '../clock.ts';
import { BatonError } from '../errors.ts';
import { type EventAppender, recordEvent } from '../events/event.ts';
import { recount, type RecountPorts } from '../metrics/recount.ts';
import { answersTo } from '../request/question.ts';
import type { Caller, RequestRecord } from '../request/request.ts';
import type { Route } from '../routing/route.ts';
import { type Nameable, requireFitting } from './fitting.ts';
import { decisionOf, type FeedbackBody, feedbackIdOf, type FeedbackRecord } from './feedback.ts';
import type { FeedbackStore } from './ports.ts';

export interface FeedbackPorts extends RecountPorts, Nameable {
  readonly clock: Clock;
  readonly hash: (text: string) => string;
  readonly feedback: FeedbackStore;
  readonly audit: AuditTrail;
  readonly eventLog: EventAppender;
}

/** What was kept; `replaced` says that it took the place of what its user had said before. */
export interface Given {
  readonly feedback: FeedbackRecord;
  readonly replaced: boolean;
}

/**
 * Keeps what a person says about a request, with the decision it is about.
 *
 * 1. The body is held against the decision: who is named exists, and it does not say what was done anyway.
 * 2. It is kept under an id that follows from request, kind and user, in place of what the user said in that kind before; the very
 *    same said again stays what it is.
 * 3. It is audited, put into the request's history, and counted.
 *
 * @throws NotFound for a request that is not the tenant's
 * @throws NothingToJudge for one that has no route yet
 * @throws InvalidRequest naming every field that is off
 */
export async function giveFeedback(
  ports: FeedbackPorts,
  caller: Caller,
  requestId: string,
  body: FeedbackBody,
): Promise<Given> {
  const request = await ports.requests.read({ tenantId: caller.tenantId, requestId });
  if (request === undefined) throw new BatonError('NotFound', `request ${requestId} does not exist`);
  if (request.route === undefined) {
    throw new BatonError(
      'NothingToJudge',
      `request ${requestId} is ${request.status} and not routed yet: there is nothing to say about it`,
    );
  }
  requireFitting(ports, request.route, body);
  const key = { tenantId: caller.tenantId, feedbackId: feedbackIdOf(requestId, body.kind, caller.userId, ports.hash) };
  const before = await ports.feedback.read(key);
  const feedback =
    before !== undefined && saysTheSame(before, body, request.route)
      ? before
      : await keep(ports, caller, { ...request, route: request.route }, body, key.feedbackId);
  await account(ports, request, feedback);
  return { feedback, replaced: before !== undefined };
}

async function keep(
  ports: FeedbackPorts,
  caller: Caller,
  request: RequestRecord & { readonly route: Route },
  body: FeedbackBody,
  feedbackId: string,
): Promise<FeedbackRecord> {
  const answered = await answersTo(ports.questions, request);
  const feedback: FeedbackRecord = {
    ...caller,
    ...body,
    feedbackId,
    requestId: request.requestId,
    givenAt: isoTime(ports.clock()),
    decision: decisionOf(request.route),
    answers: answered.map(({ answer }) => answer),
    status: 'open',
  };
  await ports.feedback.put(feedback);
  return feedback;
}

/** Whoever repeats a call that was taken must not open again what somebody has decided on since. */
function saysTheSame(before: FeedbackRecord, body: FeedbackBody, route: Route): boolean {
  const { kind, to, by, what, rating, comment, decision } = before;
  const said = (of: Partial<FeedbackRecord>) => [of.kind, of.to, of.by, of.what, of.rating, of.comment];
  const now = decisionOf(route);
  return (
    said({ kind, to, by, what, rating, comment }).every((value, at) => value === said(body)[at]) &&
    decision.label === now.label &&
    decision.mode === now.mode
  );
}

async function account(ports: FeedbackPorts, request: RequestRecord, feedback: FeedbackRecord): Promise<void> {
  const { feedbackId, kind, givenAt: at, userId, decision } = feedback;
  await recordEvent(ports, request, {
    type: 'feedback.given',
    at,
    which: feedbackId,
    detail: { feedbackId, kind, userId },
  });
  await ports.audit.record(
    { ...request, userId },
    {
      eventType: 'feedback.given',
      key: `${feedbackId}-${at}`,
      operation: `feedback:${kind}`,
      input: JSON.stringify([feedback.to, feedback.by, feedback.what, feedback.rating, feedback.comment]),
      output: JSON.stringify(decision),
      success: true,
    },
  );
  await recount(ports, request);
}
