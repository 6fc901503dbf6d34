import type { Attention, FieldChange, SettingChange, TaskChange } from "../../plan/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { Style } from "../../text/style.ts";
import { makeStyle } from "../../text/style.ts";
import type { Catalog } from "../../model/catalog.ts";
import { count } from "../count.ts";
import { signs } from "../graph/colors.ts";
import type { Changes } from "./find-changes.ts";
import { countChanges } from "./count-changes.ts";
import { renderDue } from "./render-due.ts";

/** What a change of the definitions changes, for people: a line for each task, and below it one for each field. */
export function renderChanges(changes: Changes, catalog: Catalog, color: boolean): string {
  const style = makeStyle(color);
  const { base, tasks } = changes;
  const seen = renderAttention(changes.attention, style);
  if (!base) return `${style.bold("Changes")} nothing is in force yet: ${count(tasks.length, "new task")}\n\n${seen}`;
  const against = `against ${escapeTerminal(base.name)} (${base.sha.slice(0, 12)})`;
  const settings = renderSettings(changes.settings, style);
  if (tasks.length === 0) {
    return `${style.bold("Changes")} ${against}: ${settings === "" ? "none that matters" : "none of a task"}\n\n${settings}`;
  }
  const lines = tasks.flatMap((change) => renderTask(change, catalog, style));
  const told = `${style.bold("Changes")} ${against}: ${countChanges(tasks)}\n${lines.map((line) => `  ${line}\n`).join("")}\n`;
  return `${told}${settings}${seen}`;
}

/** What changes for the runner as a whole. */
function renderSettings(settings: readonly SettingChange[], style: Style): string {
  if (settings.length === 0) return "";
  const lines = settings.map(({ name, before, after, consequence }) => {
    const more = consequence === undefined ? "" : style.bold(`  ${consequence}`);
    return `  ${style.yellow("~")} ${escapeTerminal(name)}: ${renderValue(before)} → ${renderValue(after)}${more}\n`;
  });
  return `${style.bold("Settings")} ${settings.length} changed\n${lines.join("")}\n`;
}

/** What a reviewer must look at, and how to say that it is all right. */
function renderAttention(attention: readonly Attention[], style: Style): string {
  if (attention.length === 0) return "";
  const lines = attention.map(
    ({ id, task, message, file, line }) =>
      `  ${style.yellow("!")} ${task}: ${escapeTerminal(message)}  ${style.dim(`${id}, ${escapeTerminal(file)}:${line}`)}\n`,
  );
  return `${style.bold("Attention")} look at this; \`[attention]\` in runner.toml silences a rule, with the reason\n${lines.join("")}\n`;
}

function renderTask(of: TaskChange, catalog: Catalog, style: Style): readonly string[] {
  const paint = { added: style.green, changed: style.yellow, removed: style.red, renamed: style.cyan }[of.change];
  const name = of.from === undefined ? of.task : `${of.from} → ${of.task} (renamed)`;
  const zone = catalog.tasks.get(of.task)?.timezone ?? "UTC";
  const file = catalog.tasks.get(of.task)?.file;
  const head = `${paint(`${signs[of.change]} ${name}`)}${file === undefined ? "" : style.dim(`  ${escapeTerminal(file)}`)}`;
  return [
    head,
    ...of.fields.flatMap((field) => renderField(field, of.change, zone, style).map((line) => `    ${line}`)),
  ];
}

function renderField(of: FieldChange, change: TaskChange["change"], zone: string, style: Style): readonly string[] {
  const consequence = of.consequence === undefined ? "" : style.bold(`  ${of.consequence}`);
  const values =
    change === "added"
      ? renderValue(of.after)
      : of.before === undefined && of.after === undefined
        ? ""
        : `${renderValue(of.before)} → ${renderValue(of.after)}`;
  const lines = values.split("\n");
  const label = `${escapeTerminal(of.name)}:`;
  const text =
    lines.length === 1
      ? [`${label}${values && ` ${values}`}${consequence}`]
      : [`${label}${consequence}`, ...renderLines(of, style)];
  return [...text, ...renderDue(of, zone).map((line) => style.dim(`  ${line}`))];
}

function renderValue(value: string | undefined): string {
  return value === undefined ? "(none)" : escapeTerminal(value);
}

/** Text of several lines: the old ones, then the new ones. Lines that both have are told once. */
function renderLines({ before, after }: FieldChange, style: Style): readonly string[] {
  const [old, now] = [before, after].map((text) => (text === undefined ? [] : text.split("\n")));
  const kept = new Set(old!.filter((line) => now!.includes(line)));
  return [
    ...old!.filter((line) => !kept.has(line)).map((line) => style.red(`  - ${escapeTerminal(line)}`)),
    ...now!.map((line) =>
      kept.has(line) ? `    ${escapeTerminal(line)}` : style.green(`  + ${escapeTerminal(line)}`),
    ),
  ];
}
