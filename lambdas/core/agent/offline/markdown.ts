/** At most `limit` characters; what was longer ends in an ellipsis, never inside a surrogate pair. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  return `${text.slice(0, limit - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
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
