/** An object of a definition as somebody wrote it: nothing about it is certain. */
export type Written = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Written {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list, each with its place in it. */
export function objectsIn(value: unknown): (readonly [number, Written])[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  return list.flatMap((it, index) => (isObject(it) ? [[index, it] as const] : []));
}
