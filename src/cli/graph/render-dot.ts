import type { NeedsGraph } from "./needs-graph.ts";

/** For Graphviz (graphviz.org/doc/info/lang.html): `runner graph --format dot | dot -Tsvg`. Arrows go from what runs first. */
export function renderDot(graph: NeedsGraph): string {
  const boxes = graph.tasks.map(({ id, scheduled }) => `  "${id}"${scheduled ? "" : " [style=rounded]"};\n`);
  const arrows = graph.edges.map(({ from, to, status }) => {
    return `  "${from}" -> "${to}"${status === "success" ? "" : ` [label="${status}"]`};\n`;
  });
  return `digraph needs {\n  rankdir=LR;\n  node [shape=box];\n${boxes.join("")}${arrows.join("")}}\n`;
}
