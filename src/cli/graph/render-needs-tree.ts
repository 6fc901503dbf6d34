import type { NeedsGraph } from "./needs-graph.ts";

type Edge = NeedsGraph["edges"][number];

/**
 * Trees for people: each task that nobody needs, with what it needs below it. What is needed in several places shows
 * its own needs once; `remark` is put behind each task, and may be empty. A line each, with line feeds.
 */
export function renderNeedsTree(graph: NeedsGraph, remark: (id: string) => string): string {
  const needsOf = new Map<string, Edge[]>();
  for (const edge of graph.edges) {
    const edges = needsOf.get(edge.to);
    if (edges) edges.push(edge);
    else needsOf.set(edge.to, [edge]);
  }
  const needed = new Set(graph.edges.map(({ from }) => from));
  const tops = graph.tasks
    .filter(({ id }) => !needed.has(id))
    .map(({ id }) => ({ id, lead: "", below: "", status: "" }));

  // A stack of our own: a chain of needs may be longer than that of the language is deep.
  const lines: string[] = [];
  const unfolded = new Set<string>();
  const stack = tops.reverse();
  for (let at = stack.pop(); at; at = stack.pop()) {
    const needs = needsOf.get(at.id) ?? [];
    const again = unfolded.has(at.id) && needs.length > 0;
    unfolded.add(at.id);
    lines.push(`${at.lead}${at.id}${at.status}${withGap(again ? "(needs: see above)" : remark(at.id))}\n`);
    if (again) continue;
    for (const [i, edge] of [...needs.entries()].reverse()) {
      const last = i === needs.length - 1;
      stack.push({
        id: edge.from,
        lead: `${at.below}${last ? "└─ " : "├─ "}`,
        below: `${at.below}${last ? "   " : "│  "}`,
        status: edge.status === "success" ? "" : ` [${edge.status}]`,
      });
    }
  }
  return lines.join("");
}

function withGap(text: string): string {
  return text === "" ? "" : `  ${text}`;
}
