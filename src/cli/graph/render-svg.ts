import { Graph, layout } from "@dagrejs/dagre";
import { colors, labelOf } from "./colors.ts";
import type { NeedsGraph, ShownTask } from "./needs-graph.ts";

/** Pixels. Letters of a monospaced face are six tenths as wide as they are high. */
const fontSize = 13;
const letterWidth = fontSize * 0.6;
const padding = 10;
const boxHeight = 30;
const margin = 16;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A picture that needs nothing else: no script, no face, no file. Arrows go from what runs first. */
export function renderSvg(graph: NeedsGraph): string {
  const { tasks, edges } = graph;
  const placed = new Graph().setGraph({ rankdir: "LR", marginx: margin, marginy: margin, nodesep: 14, ranksep: 46 });
  for (const task of tasks)
    placed.setNode(task.id, { width: labelOf(task).length * letterWidth + 2 * padding, height: boxHeight });
  // Two needs of one task for the same other one would be one line.
  for (const { from, to } of edges) placed.setEdge(from, to, {});
  layout(placed);
  const { width = 2 * margin, height = 2 * margin } = placed.graph() as { width?: number; height?: number };
  const lines = edges.map(({ from, to, status }) => {
    const { points } = placed.edge(from, to) as { points: readonly Point[] };
    return renderArrow(points, status === "success" ? "" : status);
  });
  const boxes = tasks.map((task) => renderBox(task, placed.node(task.id) as Point & { width: number }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" width="${round(width)}" height="${round(height)}" font-family="ui-monospace, monospace" font-size="${fontSize}">`,
    `<title>Which task needs which</title>`,
    `<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#57606a"/></marker></defs>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    ...lines,
    ...boxes,
    "</svg>\n",
  ].join("\n");
}

function renderArrow(points: readonly Point[], label: string): string {
  const path = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${round(x)} ${round(y)}`).join(" ");
  const arrow = `<path d="${path}" fill="none" stroke="#57606a" marker-end="url(#head)"/>`;
  if (label === "") return arrow;
  const { x, y } = points[points.length >> 1]!;
  return `${arrow}<text x="${round(x)}" y="${round(y - 4)}" text-anchor="middle" fill="#57606a" font-size="11">${label}</text>`;
}

/** Corners where it has a schedule, round where it waits to be needed or asked for. */
function renderBox(task: ShownTask, { x, y, width }: Point & { readonly width: number }): string {
  const { fill, line } = task.change ? colors[task.change] : { fill: "#f6f8fa", line: "#57606a" };
  const place = `x="${round(x - width / 2)}" y="${round(y - boxHeight / 2)}" width="${round(width)}" height="${boxHeight}"`;
  const dashes = task.change === "removed" ? ' stroke-dasharray="4"' : "";
  const name = escapeXml(labelOf(task));
  return `<g><title>${name}${task.change ? `: ${task.change}` : ""}</title><rect ${place} rx="${task.scheduled ? 2 : boxHeight / 2}" fill="${fill}" stroke="${line}"${dashes}/><text x="${round(x)}" y="${round(y + fontSize / 3)}" text-anchor="middle" fill="#1f2328">${name}</text></g>`;
}

function round(pixels: number): string {
  return String(Math.round(pixels * 10) / 10);
}

/** Ids have no such letters; this is for the day on which they do. */
function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
