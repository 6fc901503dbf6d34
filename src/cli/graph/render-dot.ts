import { colors, labelOf } from "./colors.ts";
import type { NeedsGraph, ShownTask } from "./needs-graph.ts";

/** For Graphviz (graphviz.org/doc/info/lang.html): `runner graph --format dot | dot -Tsvg`. Arrows go from what runs first. */
export function renderDot(graph: NeedsGraph): string {
  const boxes = graph.tasks.map((task) => `  "${task.id}"${renderAttributes(attributesOf(task))};\n`);
  const arrows = graph.edges.map(({ from, to, status }) => {
    return `  "${from}" -> "${to}"${status === "success" ? "" : ` [label="${status}"]`};\n`;
  });
  return `digraph needs {\n  rankdir=LR;\n  node [shape=box];\n${boxes.join("")}${arrows.join("")}}\n`;
}

function attributesOf(task: ShownTask): Readonly<Record<string, string>> {
  const { change, scheduled } = task;
  const styles = [...(scheduled ? [] : ["rounded"]), ...(change ? ["filled"] : [])];
  if (change === "removed") styles.push("dashed");
  const paint = change && { fillcolor: colors[change].fill, color: colors[change].line, label: labelOf(task) };
  return { ...(styles.length > 0 && { style: styles.join(",") }), ...paint };
}

function renderAttributes(attributes: Readonly<Record<string, string>>): string {
  const list = Object.entries(attributes).map(([name, value]) =>
    /^[a-z]+$/.test(value) ? `${name}=${value}` : `${name}="${value}"`,
  );
  return list.length === 0 ? "" : ` [${list.join(", ")}]`;
}
