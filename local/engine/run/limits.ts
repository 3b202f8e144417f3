import { PAYLOAD_LIMIT } from '../json.ts';
import type { JsonObject } from '../types.ts';

/** All variables of an execution together, in bytes of UTF-8. https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html#limits */
const VARIABLES_LIMIT = 10 * 1024 * 1024;

/** A payload or variables over a limit; caught only by its own name. */
export class DataLimitError extends Error {
  constructor(
    what: string,
    message = `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  ) {
    super(message);
    this.name = 'States.DataLimitExceeded';
  }
}

/** What variables take in bytes of UTF-8: their values, as JSON. */
export function bytesOf(variables: JsonObject): number {
  return Object.values(variables).reduce<number>((sum, it) => sum + Buffer.byteLength(JSON.stringify(it)), 0);
}

/** @throws DataLimitError when one Assign is larger than a payload, or all variables of the execution are then too large */
export function checkVariables(state: string, assigned: number, total: number): void {
  if (assigned > PAYLOAD_LIMIT)
    throw new DataLimitError(state, `The state '${state}' assigns ${assigned} bytes; it can assign ${PAYLOAD_LIMIT}.`);
  if (total > VARIABLES_LIMIT) {
    const message = `With what the state '${state}' assigns, the variables of the execution take ${total} bytes; they can take ${VARIABLES_LIMIT}.`;
    throw new DataLimitError(state, message);
  }
}
