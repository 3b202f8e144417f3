import type { Json, JsonObject } from './types.ts';

/** The largest input or output of a state, in bytes of UTF-8. https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const PAYLOAD_LIMIT = 262_144;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bytes of a text in UTF-8; counts only when the length alone cannot tell. */
export function exceedsPayloadLimit(text: string): boolean {
  if (text.length > PAYLOAD_LIMIT) return true;
  // A UTF-16 unit takes at most three bytes.
  return text.length * 3 > PAYLOAD_LIMIT && Buffer.byteLength(text) > PAYLOAD_LIMIT;
}

/** Parses, or answers undefined when the text is no JSON. */
export function parseJson(text: string): Json | undefined {
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

/** A value in a message to a person. */
export function show(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '(absent)' : JSON.stringify(value);
}
