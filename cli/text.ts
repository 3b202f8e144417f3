/**
 * A text that a terminal only shows: what would move its cursor, colour it or turn its writing round is spelled out as JSON
 * spells it. Newlines and tabs stay.
 */
export function printable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(
      /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu,
      (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}

/** Rows as aligned columns, printable; the last column runs on. */
export function columns(table: readonly (readonly string[])[]): string {
  const rows = table.map((row) => row.map(printable));
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}

/** A text under a margin, printable. */
export function indented(text: string, margin: string): string {
  return printable(text)
    .split('\n')
    .map((line) => (margin + line).trimEnd())
    .join('\n');
}

/** The first lines of a text, printable, with a word on how many more there are. */
export function firstLines(text: string, count: number): string {
  const lines = printable(text).trim().split('\n');
  if (lines.length <= count) return lines.join('\n');
  return [...lines.slice(0, count), `… ${lines.length - count} more lines`].join('\n');
}

/** One line of at most so many characters, printable. */
export function shortened(text: string, limit: number): string {
  const line = printable(text.replaceAll(/\s+/g, ' ').trim());
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
