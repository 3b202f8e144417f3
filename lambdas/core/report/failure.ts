/** What went wrong, as the state machine knows it. */
export interface Failure {
  readonly name: string;
  readonly message: string;
}

/** How much of a cause is kept: enough to read, never a stack trace. */
const causeLimit = 1_000;

/**
 * What went wrong, in words, from a state machine's error name and cause. The cause of a failed function is a JSON document
 * `{errorType, errorMessage, trace}` (https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html).
 */
export function failureFrom(error: string, cause: string): Failure {
  return { name: error, message: messageIn(cause).slice(0, causeLimit) || 'no cause was given' };
}

function messageIn(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed) return String(parsed.errorMessage);
  } catch {
    // Not JSON: the cause is a sentence already.
  }
  return cause;
}
