import type { NeedsGraph } from "./needs-graph.ts";

/**
 * A flowchart that forges draw inside Markdown (mermaid.js.org/syntax/flowchart): arrows go from what runs first. Boxes
 * have corners where a task has a schedule, and are round where it waits to be needed or asked for.
 */
export function renderMermaid(graph: NeedsGraph): string {
  // Names of our own: a task called `end` would close the chart.
  const names = new Map(graph.tasks.map(({ id }, i) => [id, `t${i}`]));
  const boxes = graph.tasks.map(({ id, scheduled }) => `  ${names.get(id)}${scheduled ? `["${id}"]` : `("${id}")`}\n`);
  const arrows = graph.edges.map(({ from, to, status }) => {
    return `  ${names.get(from)} -->${status === "success" ? "" : `|${status}|`} ${names.get(to)}\n`;
  });
  return `flowchart LR\n${boxes.join("")}${arrows.join("")}`;
}
