/**
 * Reads a JSON object from a model's words: the words themselves, a fenced block in them, or what stands between the first brace
 * and the last. Undefined where there is none.
 */
export function readObject(text: string): Record<string, unknown> | undefined {
  // Greedy: the document may hold fences of its own.
  const fenced = /```(?:json)?\s*\n([\s\S]*)```/i.exec(text)?.[1];
  const braced = text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1);
  for (const candidate of [text, fenced, braced]) {
    const value = parseJson(candidate ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
