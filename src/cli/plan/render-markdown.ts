import type { Problem } from "../../diagnostics/to-problem.ts";
import type { Catalog } from "../../model/catalog.ts";
import { renderInstant } from "../../model/instant.ts";
import type { FieldChange, Forecast, SettingChange, TaskChange } from "../../plan/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { count } from "../count.ts";
import { makeNeedsGraph, onlyAroundChanges } from "../graph/needs-graph.ts";
import { renderMermaid } from "../graph/render-mermaid.ts";
import { countChanges } from "./count-changes.ts";
import type { Changes } from "./find-changes.ts";
import type { Held } from "./find-held.ts";
import { foldEntries } from "./fold-entries.ts";
import { makePage } from "./make-page.ts";
import { renderDue } from "./render-due.ts";

/** By which whoever posts the comment finds the one from before. */
export const marker = "<!-- runner plan -->";
const longestValue = 300;

/** A plan as one comment of a pull request, for people: what matters most first, the rest folded, what is cut is told. */
export function renderMarkdown(of: {
  problems: readonly Problem[];
  held: Held | undefined;
  changes: Changes | undefined;
  forecast: Forecast | undefined;
  digest: string;
  catalog: Catalog | undefined;
}): string {
  const { problems, held, changes, forecast, digest, catalog } = of;
  const page = makePage(`${marker}\n## ${title(problems, changes)}\n`, `\n<sub>plan ${digest}</sub>\n`);
  page.section("### Problems", problems.map(renderProblem));
  if (held) page.section("### Held", [`${text(held.detail)}. Until then the revision in force stays.`]);
  const attention = changes?.attention ?? [];
  page.section(
    "### Look at this",
    attention.map(
      ({ id, task, message, file, line }) =>
        `- :warning: **${task}**: ${text(message)} (${code(id)}, ${code(`${file}:${line}`)})`,
    ),
  );
  if (changes) {
    const against = changes.base ? `against ${code(changes.base.sha.slice(0, 12))}` : "nothing is in force yet";
    page.table(`### Changes (${against})`, "| | task | what | |\n|---|---|---|---|", changes.tasks.map(renderRow));
    page.section("### Settings", changes.settings.map(renderSetting));
    page.folded(
      "Every field, before and after",
      changes.tasks
        .filter(({ fields }) => fields.length > 0)
        .map((change) => renderFields(change, catalog?.tasks.get(change.task)?.timezone ?? "UTC")),
    );
  }
  if (changes && catalog) page.folded("What needs what", renderPicture(changes, catalog));
  if (forecast) {
    const lines = foldEntries(forecast.entries).map(({ first, repeat }) => {
      const again = repeat ? `, ${repeat.count} times until ${renderInstant(repeat.last)}` : "";
      const why = first.decision === "run" ? "" : ` (${first.reason})`;
      return `- ${renderInstant(first.at)} **${first.task}** ${first.decision}${why}${again}`;
    });
    page.folded(
      `Forecast until ${renderInstant(forecast.until)}: ${count(forecast.entries.length, "decision")}`,
      lines,
    );
  }
  return page.text();
}

/** More boxes than these are a wallpaper: `runner graph --format svg` makes one that can be enlarged. */
const mostBoxes = 30;

/** The changed tasks and those next to them, where any of them need each other; forges draw it. */
function renderPicture({ tasks, before }: Changes, catalog: Catalog): readonly string[] {
  const graph = onlyAroundChanges(makeNeedsGraph(catalog, { before, changes: tasks }));
  const isWorthIt = graph.edges.length > 0 && graph.tasks.length <= mostBoxes;
  return isWorthIt ? [`\`\`\`mermaid\n${renderMermaid(graph)}\`\`\``] : [];
}

function title(problems: readonly Problem[], changes: Changes | undefined): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (errors > 0) return `Plan: ${count(errors, "error")}, this would be turned away`;
  const { tasks = [], settings = [], attention = [] } = changes ?? {};
  if (tasks.length + settings.length === 0) return "Plan: no task will behave otherwise";
  const ofSettings = settings.length === 0 ? [] : [`${count(settings.length, "setting")} changed`];
  const seen = attention.length === 0 ? [] : [`${attention.length} to look at`];
  return `Plan: ${[...(tasks.length === 0 ? [] : [countChanges(tasks)]), ...ofSettings, ...seen].join(", ")}`;
}

function renderProblem({ code: name, severity, message, file, line, column, hint }: Problem): string {
  const sign = severity === "error" ? ":x:" : ":warning:";
  return `- ${sign} ${code(`${file}:${line}:${column}`)} ${text(message)} (${name})${hint === undefined ? "" : ` ${text(hint)}`}`;
}

const signs = { added: "+", changed: "~", removed: "−", renamed: "→" } as const;

function renderRow({ change, task, from, fields }: TaskChange): string {
  const was = from === undefined ? [] : [`was ${code(from)}`];
  const what = [...was, ...fields.map(({ name }) => code(name))].join(", ");
  const consequences = fields.flatMap(({ consequence }) => (consequence === undefined ? [] : [text(consequence)]));
  return `| ${signs[change]} | **${task}** | ${cell(what || change)} | ${cell(consequences.join("; "))} |`;
}

function renderFields({ task, fields }: TaskChange, zone: string): string {
  return [`**${task}**`, "", ...fields.map((field) => renderField(field, zone)), ""].join("\n");
}

function renderField(field: FieldChange, zone: string): string {
  const { name, before, after, consequence } = field;
  const values = before === undefined && after === undefined ? "" : `: ${value(before)} → ${value(after)}`;
  const more = consequence === undefined ? "" : ` (${text(consequence)})`;
  const times = renderDue(field, zone).map((line) => `\n  - ${line}`);
  return `- ${code(name)}${values}${more}${times.join("")}`;
}

function renderSetting({ name, before, after, consequence }: SettingChange): string {
  const more = consequence === undefined ? "" : ` (${text(consequence)})`;
  return `- ${code(name)}: ${value(before)} → ${value(after)}${more}`;
}

function value(of: string | undefined): string {
  return of === undefined ? "none" : code(of);
}

/** As it is, on one line, whatever it holds: a span that no run of backticks in it can end. */
function code(of: string): string {
  const line = of.length > longestValue ? `${of.slice(0, longestValue)}…` : of;
  const shown = escapeTerminal(line.replace(/[\n\r\t]+/g, " ↵ "));
  const fence = "`".repeat(1 + Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)));
  const pad = /^`|`$|^ .* $/.test(shown) ? " " : "";
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A sentence of ours with other people's words in it: no mark-up, no mention of anybody, no link. */
function text(of: string): string {
  return of
    .replace(/[\n\r]+/g, " ")
    .replace(/[\\`*_[\]#|~<>&]/g, (mark) => `\\${mark}`)
    .replace(/@/g, "@\u200b")
    .replace(/:\/\//g, ":\u200b//");
}

/** A bar ends a cell, also within a code span. */
function cell(of: string): string {
  return of.replace(/(?<!\\)\|/g, "\\|");
}
