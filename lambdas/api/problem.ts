import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { BatonError, type ErrorName } from '../core/errors.ts';

/** The HTTP status of each error that the API answers; any other is ours, and a 500. */
const statusOf: Partial<Record<ErrorName, ContentfulStatusCode>> = {
  InvalidRequest: 400,
  InvalidId: 400,
  TooComplex: 400,
  TokenNotAccepted: 401,
  InjectionRefused: 403,
  NotFound: 404,
  NothingToAnswer: 409,
  NothingToCancel: 409,
  NothingToRollBack: 409,
  NothingToJudge: 409,
  FeedbackReviewed: 409,
  ClarificationExpired: 410,
  PayloadTooLarge: 413,
  UnsupportedMediaType: 415,
  IdempotencyKeyReused: 422,
  StoreUnavailable: 503,
};

/**
 * An error as a problem document (RFC 9457, https://www.rfc-editor.org/rfc/rfc9457). What is ours to mend is not explained to
 * the client: it gets the gateway's request id, under which the log has the rest.
 */
export function problem(context: Context, error: unknown, gatewayRequestId: string): Response {
  const known = error instanceof BatonError ? error : undefined;
  const status = (known && statusOf[known.name]) ?? 500;
  const shown = known !== undefined && status < 500 ? known : ours(status);
  context.header('content-type', 'application/problem+json');
  if (status === 503) context.header('retry-after', '2');
  return context.body(
    JSON.stringify({
      type: `urn:baton:problem:${shown.name}`,
      title: shown.kind.title,
      status,
      detail: shown.message,
      requestId: gatewayRequestId,
      ...(shown.faults.length === 0 ? {} : { errors: shown.faults }),
    }),
    status,
  );
}

function ours(status: number): BatonError {
  return status === 503
    ? new BatonError('StoreUnavailable', 'the journal cannot be reached at the moment: try again')
    : new BatonError('Internal', 'the log of the API function has it under this requestId');
}
