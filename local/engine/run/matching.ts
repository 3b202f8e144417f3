import type { Retrier } from '../definition/machine.ts';
import { LONGEST_DELAY } from '../definition/numbers.ts';
import type { Failure } from './position.ts';

/** Never caught, retried nor tolerated. */
const TERMINAL = 'States.Runtime';
/** Caught and retried only by its own name. */
const BY_NAME_ONLY = 'States.DataLimitExceeded';
const TIMEOUT = 'States.Timeout';

/** Whether a failure ends the execution, whatever its machine says. */
export function isTerminal({ error }: Failure): boolean {
  return error === TERMINAL;
}

/** Whether ErrorEquals names a failure. https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
export function matches(errors: readonly string[], failure: Failure): boolean {
  const { error, alias } = failure;
  if (isTerminal(failure)) return false;
  if (error !== undefined && errors.includes(error)) return true;
  if (alias !== undefined && errors.includes(alias)) return true;
  if (error === BY_NAME_ONLY) return false;
  return errors.includes('States.ALL') || (error !== TIMEOUT && errors.includes('States.TaskFailed'));
}

/** Seconds before the retry that follows `used` earlier ones; `random` is in [0, 1). */
export function retryDelaySeconds(retrier: Retrier, used: number, random: number): number {
  const delay = Math.min(
    retrier.intervalSeconds * retrier.backoffRate ** used,
    retrier.maxDelaySeconds ?? LONGEST_DELAY,
  );
  return retrier.fullJitter ? delay * random : delay;
}
