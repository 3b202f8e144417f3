/** Rows as aligned columns; the last column runs on. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '),
    )
    .join('\n');
}

/** A text under a margin. */
export function indented(text: string, margin: string): string {
  return text
    .split('\n')
    .map((line) => (margin + line).trimEnd())
    .join('\n');
}

/** The first lines of a text, with a word on how many more there are. */
export function firstLines(text: string, count: number): string {
  const lines = text.trim().split('\n');
  if (lines.length <= count) return lines.join('\n');
  return [...lines.slice(0, count), `… ${lines.length - count} more lines`].join('\n');
}

/** One line of at most so many characters. */
export function shortened(text: string, limit: number): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
