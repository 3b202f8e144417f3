/** Whom each node points at; names that are no nodes are passed over. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * The cycles of a graph, one of each knot of nodes that can reach each other: its nodes in the order in which they point at one
 * another. None, when the graph is acyclic. Linear in nodes and edges, and not recursive: a chain may be long.
 */
export function cyclesIn(edges: Edges): string[][] {
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[][] = [];
  for (const start of edges.keys()) {
    if (state.has(start)) continue;
    const path: { readonly node: string; next: number }[] = [{ node: start, next: 0 }];
    state.set(start, 'open');
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = edges.get(top.node)?.[top.next];
      top.next += 1;
      if (target === undefined) {
        state.set(top.node, 'done');
        path.pop();
      } else if (state.get(target) === 'open') {
        cycles.push(path.slice(path.findIndex(({ node }) => node === target)).map(({ node }) => node));
      } else if (edges.has(target) && !state.has(target)) {
        state.set(target, 'open');
        path.push({ node: target, next: 0 });
      }
    }
  }
  return cycles;
}

/** For each node, who points at it. */
export function reversed(edges: Edges): Map<string, string[]> {
  const back = new Map<string, string[]>([...edges.keys()].map((node) => [node, []]));
  for (const [node, targets] of edges) {
    for (const target of new Set(targets)) back.get(target)?.push(node);
  }
  return back;
}
