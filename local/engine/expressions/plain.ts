/** Functions whose time grows no faster than what they are given. */
const LINEAR = new Set(
  `abs append average boolean ceil contains count exists floor fromMillis hash join keys length lookup lowercase max merge millis
   min not now number parse partition power random range reverse round sqrt string substring substringAfter substringBefore sum
   toMillis trim type uppercase uuid`.split(/\s+/),
);

/** What can repeat itself, grow on what it has made, or search without end. */
const UNBOUNDED = new Set(['apply', 'bind', 'lambda', 'partial', 'regex', 'sort', 'transform']);

interface Node {
  readonly type?: unknown;
  readonly value?: unknown;
  readonly group?: unknown;
  readonly procedure?: Node;
}

/**
 * Whether an expression's own text bounds it: paths, operators and functions that look at each value once. jsonata counts the
 * time of these between one step and the next, and no step is long.
 *
 * @param tree jsonata's syntax tree
 */
export function isPlain(tree: unknown): boolean {
  if (typeof tree !== 'object' || tree === null) return true;
  const { type, value, group, procedure } = tree as Node;
  if (typeof type === 'string' && UNBOUNDED.has(type)) return false;
  if (group !== undefined || (type === 'binary' && value === '..')) return false;
  if (type === 'function' && !(procedure?.type === 'variable' && LINEAR.has(String(procedure.value)))) return false;
  return Object.values(tree).every(isPlain);
}
