import { Option } from "commander";
import type { Catalog } from "../../model/catalog.ts";
import { renderSchedule } from "../../schedule/index.ts";
import { makeStyle } from "../../text/style.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { NeedsGraph } from "../graph/needs-graph.ts";
import { makeNeedsGraph } from "../graph/needs-graph.ts";
import { renderDot } from "../graph/render-dot.ts";
import { renderMermaid } from "../graph/render-mermaid.ts";
import { renderNeedsTree } from "../graph/render-needs-tree.ts";
import { hasColor } from "../io.ts";
import { noTasks } from "../no-tasks.ts";
import { openCatalog } from "../open-catalog.ts";
import { printJson } from "../print-json.ts";
import type { Call, Verb } from "../verb.ts";

const formats = ["text", "mermaid", "dot", "svg"];

export const verb: Verb = {
  summary: "which task needs which",
  example: `runner graph --format dot | dot -Tsvg > needs.svg
Arrows go from what runs first. As text: below each task what it needs.`,
  declare: (command) =>
    void command.addOption(new Option("--format <format>", "how it is drawn").choices(formats).default("text")),
  run: (call) => Promise.resolve(graph(call)),
};

function graph(call: Call): ExitCode {
  const opened = openCatalog(call);
  if ("code" in opened) return opened.code;
  const { catalog } = opened;
  const needs = makeNeedsGraph(catalog);
  if (call.json) printJson(call.io, needs);
  else if (call.options["format"] === "mermaid") call.io.out(renderMermaid(needs));
  else if (call.options["format"] === "dot") call.io.out(renderDot(needs));
  else call.io.out(catalog.tasks.size === 0 ? noTasks : renderText(call, catalog, needs));
  return exitCodes.fine;
}

function renderText({ io }: Call, { tasks }: Catalog, needs: NeedsGraph): string {
  const style = makeStyle(hasColor(io));
  const byName = new Map<string, string[]>(
    [...tasks.values()].map((task) => [task.id, task.schedules.map(renderSchedule)]),
  );
  return renderNeedsTree(needs, (id) => style.dim(escapeTerminal(byName.get(id)?.join("; ") ?? "")));
}
