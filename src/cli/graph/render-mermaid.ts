import { colors, labelOf } from "./colors.ts";
import type { NeedsGraph } from "./needs-graph.ts";

/**
 * A flowchart that forges draw inside Markdown (mermaid.js.org/syntax/flowchart): arrows go from what runs first. Boxes
 * have corners where a task has a schedule, and are round where it waits to be needed or asked for.
 */
export function renderMermaid(graph: NeedsGraph): string {
  // Names of our own: a task called `end` would close the chart.
  const names = new Map(graph.tasks.map(({ id }, i) => [id, `t${i}`]));
  const boxes = graph.tasks.map((task) => {
    const label = JSON.stringify(labelOf(task));
    const box = `${names.get(task.id)}${task.scheduled ? `[${label}]` : `(${label})`}`;
    return `  ${box}${task.change ? `:::${task.change}` : ""}\n`;
  });
  const arrows = graph.edges.map(({ from, to, status }) => {
    return `  ${names.get(from)} -->${status === "success" ? "" : `|${status}|`} ${names.get(to)}\n`;
  });
  const used = Object.entries(colors).filter(([name]) => graph.tasks.some(({ change }) => change === name));
  const classes = used.map(([name, { fill, line }]) => {
    const dashes = name === "removed" ? ",stroke-dasharray:4" : "";
    return `  classDef ${name} fill:${fill},stroke:${line},color:#1f2328${dashes}\n`;
  });
  return `flowchart LR\n${boxes.join("")}${arrows.join("")}${classes.join("")}`;
}
