import type { Json, Machine } from './asl.ts';

/** Columns of a line, as everywhere in the repository. */
const width = 120;

/** A machine as the text of its file: the same for the same machine, and formatted as the repository's formatter would. */
export function renderMachine(machine: Machine): string {
  return `${render({ ...machine }, '', 0)}\n`;
}

/**
 * @param taken columns of the line that are used before the value begins
 */
function render(value: Json, indent: string, taken: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const deeper = `${indent}  `;
  if (isList(value)) {
    const line = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    // One column more for the comma behind it.
    if (value.every(isScalar) && taken + line.length + 1 <= width) return line;
    return block(
      '[',
      value.map((item) => render(item, deeper, deeper.length)),
      ']',
      indent,
    );
  }
  const members = Object.entries(value).map(([name, member]) => {
    const key = `${JSON.stringify(name)}: `;
    return key + render(member, deeper, deeper.length + key.length);
  });
  return block('{', members, '}', indent);
}

function block(open: string, lines: readonly string[], close: string, indent: string): string {
  if (lines.length === 0) return open + close;
  return `${open}\n${lines.map((line) => `${indent}  ${line}`).join(',\n')}\n${indent}${close}`;
}

// Array.isArray does not narrow a read-only list.
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}
