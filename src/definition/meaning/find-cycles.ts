/** Edges: from each node to those it needs. Nodes that are nobody's key have none. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/**
 * One shortest cycle through the first node of each knot (strongly connected component); empty if there is no cycle.
 * Linear, and without recursion: a chain may be 100,000 long. Tarjan, "Depth-first search and linear graph algorithms".
 */
export function findCycles(graph: Graph): string[][] {
  const cycles: string[][] = [];
  for (const knot of findKnots(graph)) {
    const start = knot.reduce((a, b) => (a < b ? a : b));
    const cycle = findShortestCycle(graph, start, new Set(knot));
    if (cycle !== undefined) cycles.push(cycle);
  }
  return cycles;
}

interface Visit {
  readonly node: string;
  readonly edges: readonly string[];
  nextEdge: number;
}

function findKnots(graph: Graph): string[][] {
  const knots: string[][] = [];
  const order = new Map<string, number>();
  /** The earliest node still open that can be reached from a node. */
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  for (const root of graph.keys()) {
    if (order.has(root)) continue;
    const visits: Visit[] = [enter(root)];
    while (visits.length > 0) {
      const visit = visits.at(-1)!;
      const next = visit.edges[visit.nextEdge++];
      if (next === undefined) {
        visits.pop();
        leave(visit.node, visits.at(-1)?.node);
      } else if (!order.has(next)) visits.push(enter(next));
      else if (isOpen.has(next)) low.set(visit.node, Math.min(low.get(visit.node)!, order.get(next)!));
    }
  }
  return knots;

  function enter(node: string): Visit {
    low.set(node, order.size);
    order.set(node, order.size);
    open.push(node);
    isOpen.add(node);
    return { node, edges: graph.get(node) ?? [], nextEdge: 0 };
  }

  function leave(node: string, parent: string | undefined): void {
    const reached = low.get(node)!;
    if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, reached));
    if (reached !== order.get(node)) return;
    const knot = open.splice(open.lastIndexOf(node));
    for (const member of knot) isOpen.delete(member);
    knots.push(knot);
  }
}

/** By breadth, within the knot; undefined for a lone node that does not need itself. */
function findShortestCycle(graph: Graph, start: string, knot: ReadonlySet<string>): string[] | undefined {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const next of graph.get(node) ?? []) {
      if (next === start) return retrace(cameFrom, start, node);
      if (!knot.has(next) || cameFrom.has(next)) continue;
      cameFrom.set(next, node);
      queue.push(next);
    }
  }
  return undefined;
}

function retrace(cameFrom: ReadonlyMap<string, string>, start: string, last: string): string[] {
  const path = [last];
  for (let node = last; node !== start;) path.push((node = cameFrom.get(node)!));
  return path.reverse();
}
