import type { Json, JsonObject } from './types.ts';

/** The largest input or output of a state, in bytes of UTF-8. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const PAYLOAD_LIMIT = 262_144;

/** So many levels of lists and objects a text may have; one that is nested deeper is refused before it can exhaust the stack. */
export const DEPTH_LIMIT = 1_000;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bytes of a text in UTF-8; counts only when the length alone cannot tell. */
export function exceedsPayloadLimit(text: string): boolean {
  if (text.length > PAYLOAD_LIMIT) return true;
  // A UTF-16 unit takes at most three bytes.
  return text.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(text) > PAYLOAD_LIMIT;
}

/** Whether JSON has more levels than `DEPTH_LIMIT`; looks at brackets alone, and at nothing in a text too short for so many. */
export function nestsTooDeep(text: string): boolean {
  if (text.length <= DEPTH_LIMIT) return false;
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '"') quoted = !quoted;
    else if (quoted) i += character === '\\' ? 1 : 0;
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth > DEPTH_LIMIT) return true;
  }
  return false;
}

/** Parses, or answers undefined when the text is no JSON or nested deeper than `DEPTH_LIMIT`. */
export function parseJson(text: string): Json | undefined {
  if (nestsTooDeep(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The name of a value's JSON type as AWS puts it into causes. */
export function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Leaves out members that are undefined: history details and API answers have no empty members. */
export function compact(members: Record<string, Json | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter((it): it is [string, Json] => it[1] !== undefined));
}

/** The beginning of a text that `parseJson` refused, and why when that cannot be seen. */
export function showRefused(text: string): string {
  const reason = nestsTooDeep(text) ? ` is nested deeper than ${DEPTH_LIMIT} levels` : '';
  return `'${text.slice(0, 80)}'${reason}`;
}

/** A value in a message to a person. */
export function show(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '(absent)' : JSON.stringify(value);
}
