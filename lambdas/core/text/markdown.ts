/** At most `limit` characters; what was longer ends in an ellipsis, never inside a surrogate pair. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** At most so many bytes of a text as it is stored, UTF-8; what was longer ends in an ellipsis. */
export function clipBytes(text: string, limit: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= limit) return text;
  // What a cut leaves of a character at the end is no character.
  return `${new TextDecoder().decode(bytes.subarray(0, limit - 3)).replace(/\uFFFD+$/, '')}…`;
}

/** A text in one line, for a sentence or a list. */
export function excerpt(text: string, limit = 160): string {
  return clip(text.replace(/\s+/g, ' ').trim(), limit);
}

/** A text of somebody else's, verbatim, set apart. */
export function asQuote(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** A numbered list, or a plain sentence where there is one entry only. */
export function list(lines: readonly string[]): string {
  return lines.length === 1 ? (lines[0] ?? '') : lines.map((line, index) => `${index + 1}. ${line}`).join('\n');
}

/** Less than this of a text says nothing. */
const leastShare = 24;

/**
 * As much of each text as there is room for all of them together, characters: what short ones leave over goes to those after
 * them, and none is left out for the length of another. Where there is hardly any room, nothing is.
 */
export function shareRoom(texts: readonly string[], room: number): string[] {
  let left = Math.max(0, room);
  return texts.map((text, at) => {
    const share = Math.floor(left / (texts.length - at));
    const part = share < leastShare ? '' : clip(text, share);
    left -= part.length;
    return part;
  });
}

/** The first lines that there is room for, characters; a last one says how many more there are. */
export function firstOf(lines: readonly string[], room: number, more: (count: number) => string): string[] {
  let left = room;
  const kept: string[] = [];
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) return [...kept, more(lines.length - kept.length)];
    kept.push(line);
  }
  return kept;
}
