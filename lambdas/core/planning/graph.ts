/** Whom each node points at; names that are no nodes are passed over. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * Cycles of a graph, at least one of each knot of nodes that can reach each other and no two through the same node: the nodes in
 * the order in which they point at one another. None, when the graph is acyclic. Linear in nodes and edges, whatever the graph,
 * and not recursive: a chain may be long.
 */
export function cyclesIn(edges: Edges): string[][] {
  /** Where on the path a node stands that is being looked at. */
  const places = new Map<string, number | 'done'>();
  const cycles: string[][] = [];
  for (const start of edges.keys()) {
    if (places.has(start)) continue;
    // `told`: the last place up to here that stands in a cycle already.
    const path = [{ node: start, next: 0, told: -1 }];
    places.set(start, 0);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const target = edges.get(top.node)?.[top.next];
      top.next += 1;
      if (target === undefined) {
        places.set(top.node, 'done');
        path.pop();
        continue;
      }
      const place = places.get(target);
      if (typeof place === 'number' && place > top.told) {
        const cycle = path.slice(place);
        cycle.forEach((step, at) => (step.told = place + at));
        cycles.push(cycle.map(({ node }) => node));
      } else if (place === undefined && edges.has(target)) {
        places.set(target, path.length);
        path.push({ node: target, next: 0, told: top.told });
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
