import type { Json } from '../engine/index.ts';

/**
 * Whether a value is as recorded: a masked string is anything, `<…>` within a string is a wildcard, an object may have
 * become JSON text, and two texts of JSON objects are compared as JSON.
 */
export function matchesRecorded(
  expected: Json | undefined,
  actual: Json | undefined,
  masks: readonly string[],
): boolean {
  if (typeof expected === 'string') return matchesText(expected, actual, masks);
  if (expected === null || typeof expected !== 'object') return expected === actual;
  if (typeof actual === 'string') {
    const parsed = jsonIn(actual);
    return parsed !== undefined && matchesRecorded(expected, parsed, masks);
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((it, i) => matchesRecorded(it, actual[i], masks))
    );
  }
  if (actual === null || typeof actual !== 'object' || Array.isArray(actual)) return false;
  const keys = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...keys].every(
    (it) =>
      Object.hasOwn(expected, it) && Object.hasOwn(actual, it) && matchesRecorded(expected[it], actual[it], masks),
  );
}

function matchesText(expected: string, actual: Json | undefined, masks: readonly string[]): boolean {
  if (masks.includes(expected)) return true;
  if (typeof actual !== 'string') return false;
  const [left, right] = [jsonIn(expected), jsonIn(actual)];
  if (left && right) return matchesRecorded(left, right, masks);
  return matchesPieces(expected.split(/<[^<>]*>/), actual);
}

/** Whether a text is made of these pieces, in order, with anything between them: in time that its length bounds. */
function matchesPieces([first = '', ...others]: readonly string[], text: string): boolean {
  const last = others.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = text.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return from <= text.length - last.length;
}

function jsonIn(text: string): Json | undefined {
  if (!/^[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
