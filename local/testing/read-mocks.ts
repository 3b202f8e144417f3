import { isObject, show } from '../engine/json.ts';
import type { JsonObject } from '../engine/index.ts';
import type { RecordedAnswer } from './recorded.ts';

const MEMBERS = ['state', 'event', 'input', 'output', 'error', 'cause'];
/** Members that are a text, or null. */
const TEXTS = ['event', 'error', 'cause'];

/**
 * Answers that a person wrote down: a member that there is not is a slip of the pen.
 * @throws Error when it is no list of `{state, output}` or `{state, error, cause}`, naming the mock and its member
 */
export function readMocks(value: unknown): RecordedAnswer[] {
  return answersIn(value, (mock) => strayIn(mock));
}

/**
 * Answers that a recorder wrote down, with whatever else it keeps: a member that there is not matters only where the answer
 * would be empty.
 * @throws Error as `readMocks` does
 */
export function readRecordedMocks(value: unknown): RecordedAnswer[] {
  return answersIn(value, (mock) => (isEmpty(mock) ? strayIn(mock) : undefined));
}

function answersIn(value: unknown, stray: (mock: JsonObject) => string | undefined): RecordedAnswer[] {
  const fits = Array.isArray(value) && value.every((it) => isObject(it) && typeof it['state'] === 'string');
  if (!fits)
    throw new Error('mocks are a JSON array of {"state": …, "output": …} or {"state": …, "error": …, "cause": …}');
  const mocks = value as JsonObject[];
  for (const [index, mock] of mocks.entries()) {
    const place = `mocks[${index}], for the state ${show(mock['state'])}`;
    const member = stray(mock);
    if (member !== undefined) throw new Error(`${place}: there is no member ${member}, only ${MEMBERS.join(', ')}`);
    const wrong = TEXTS.find((it) => typeof (mock[it] ?? '') !== 'string');
    if (wrong !== undefined) throw new Error(`${place}: ${wrong} must be a text, not ${show(mock[wrong])}`);
  }
  return mocks as unknown as RecordedAnswer[];
}

const strayIn = (mock: JsonObject): string | undefined => Object.keys(mock).find((it) => !MEMBERS.includes(it));

/** Whether it answers null for want of an output; an event that tells of a failure is an answer in itself. */
function isEmpty({ event, output, error }: JsonObject): boolean {
  const failed = typeof event === 'string' && !event.endsWith('Succeeded');
  return output === undefined && (error ?? null) === null && !failed;
}
