import type { NeedsGraph } from "./needs-graph.ts";

type Edge = NeedsGraph["edges"][number];

/** Beyond, a line would be mostly indentation. */
const deepest = 20;

/**
 * Trees for people: each task that nobody needs, with what it needs below it. What is needed in several places shows
 * its own needs once, and what is very deep begins a tree of its own. `remark` is put behind each task, and may be
 * empty. A line each, with line feeds.
 */
export function renderNeedsTree(graph: NeedsGraph, remark: (id: string) => string): string {
  const needsOf = new Map<string, Edge[]>();
  for (const edge of graph.edges) {
    const edges = needsOf.get(edge.to);
    if (edges) edges.push(edge);
    else needsOf.set(edge.to, [edge]);
  }
  const needed = new Set(graph.edges.map(({ from }) => from));
  const tops = graph.tasks.map(({ id }) => id).filter((id) => !needed.has(id));

  const lines: string[] = [];
  const unfolded = new Set<string>();
  // Grows while it is gone through: by what is too deep to be shown where it belongs.
  for (const top of tops) {
    if (unfolded.has(top)) continue;
    const stack: Branch[] = [{ id: top, lead: "", below: "", depth: 0, status: "" }];
    for (let at = stack.pop(); at; at = stack.pop()) {
      const needs = needsOf.get(at.id) ?? [];
      const hidden = needs.length === 0 ? "" : unfolded.has(at.id) ? "above" : at.depth === deepest ? "below" : "";
      const behind = hidden === "" ? remark(at.id) : `(its needs: ${hidden})`;
      lines.push(`${at.lead}${at.id}${at.status}${behind === "" ? "" : `  ${behind}`}\n`);
      if (hidden === "below") tops.push(at.id);
      if (hidden !== "") continue;
      unfolded.add(at.id);
      for (const [i, edge] of [...needs.entries()].reverse()) stack.push(makeBranch(at, edge, i === needs.length - 1));
    }
  }
  return lines.join("");
}

interface Branch {
  readonly id: string;
  readonly lead: string;
  readonly below: string;
  readonly depth: number;
  readonly status: string;
}

function makeBranch({ below, depth }: Branch, { from, status }: Edge, last: boolean): Branch {
  return {
    id: from,
    lead: `${below}${last ? "└─ " : "├─ "}`,
    below: `${below}${last ? "   " : "│  "}`,
    depth: depth + 1,
    status: status === "success" ? "" : ` [${status}]`,
  };
}
