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
import { makePlan } from "../plan/make-plan.ts";
import { printJson } from "../print-json.ts";
import type { Call, Verb } from "../verb.ts";

const formats = ["text", "mermaid", "dot", "svg"];

export const verb: Verb = {
  summary: "which task needs which",
  example: `runner graph --format svg > needs.svg
Arrows go from what runs first. As text: below each task what it needs.
runner graph --base origin/main --format svg > change.svg
With what a branch adds (+), changes (~) and removes (-), in colour.`,
  declare: (command) =>
    void command
      .addOption(new Option("--format <format>", "how it is drawn").choices(formats).default("text"))
      .option("--base <rev>", "show what differs from this revision")
      .option("--head <rev>", "draw this revision (default: the work tree)"),
  run: graph,
};

async function graph(call: Call): Promise<ExitCode> {
  const { io, options } = call;
  const isCompared = options["base"] !== undefined || options["head"] !== undefined;
  const opened = isCompared ? await openCompared(call) : openAlone(call);
  if ("code" in opened) return opened.code;
  const { catalog, needs } = opened;
  if (call.json) printJson(io, needs);
  else if (options["format"] === "mermaid") io.out(renderMermaid(needs));
  else if (options["format"] === "dot") io.out(renderDot(needs));
  else if (options["format"] === "svg") io.out((await import("../graph/render-svg.ts")).renderSvg(needs));
  else io.out(needs.tasks.length === 0 ? noTasks : renderText(call, catalog, needs));
  return exitCodes.fine;
}

type Opened = { readonly catalog: Catalog; readonly needs: NeedsGraph } | { readonly code: ExitCode };

function openAlone(call: Call): Opened {
  const opened = openCatalog(call);
  return "code" in opened ? opened : { catalog: opened.catalog, needs: makeNeedsGraph(opened.catalog) };
}

/** As a plan compares them. */
async function openCompared(call: Call): Promise<Opened> {
  const now = call.io.now();
  const made = await makePlan(call, { now, until: now, changesOnly: true });
  if ("code" in made) return made;
  const { good } = made.plan;
  if (!good) {
    call.io.err("runner: the definitions have errors, which `runner plan` shows, and nothing can be drawn before\n");
    return { code: exitCodes.invalid };
  }
  const { catalog, changes } = good;
  const compared = changes.base && { before: changes.before, changes: changes.tasks };
  return { catalog, needs: makeNeedsGraph(catalog, compared) };
}

function renderText({ io }: Call, { tasks }: Catalog, needs: NeedsGraph): string {
  const style = makeStyle(hasColor(io));
  const schedules = new Map<string, string[]>(
    [...tasks.values()].map((task) => [task.id, task.schedules.map(renderSchedule)]),
  );
  const changes = new Map(needs.tasks.map(({ id, change }) => [id, change]));
  return renderNeedsTree(needs, (id) => {
    const change = changes.get(id);
    const parts = [change === undefined ? "" : `(${change})`, schedules.get(id)?.join("; ") ?? ""];
    return style.dim(escapeTerminal(parts.filter((part) => part !== "").join(" ")));
  });
}
