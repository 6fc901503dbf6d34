import { closest } from "../../diagnostics/closest.ts";
import { renderDiagnostic } from "../../diagnostics/render-diagnostic.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { SettingOrigin } from "../../model/settings.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { renderTable } from "../../text/table.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { hasColor, hasErrorColor, tableWidth } from "../io.ts";
import { printJson } from "../print-json.ts";
import { printNoRepository } from "../print-no-repository.ts";
import { readDefinition } from "../read-definition.ts";
import type { Call, Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "the settings in force, and where each comes from",
  example: `runner config git.poll
RUNNER_GIT_POLL=5s in the environment overrides \`poll\` of [git] in runner.toml, and so for every setting.`,
  declare: (command) =>
    void command.argument("[key]", "one setting, such as git.poll, or a table of them, such as git"),
  run: (call) => Promise.resolve(config(call)),
};

/*
 * `--json` prints a list of SettingOrigin: { "key": "git.poll", "value": "30s", "from": "runner.toml:4" }, sorted by key.
 * `value` is the text as written, or JSON where it is no text; `from` is `default`, a file with its line, or the name
 * of an environment variable.
 */

function config(call: Call): ExitCode {
  const { io } = call;
  const tree = readDefinition(call);
  if (!tree) return printNoRepository(call);
  // What is wrong with tasks is not asked for here.
  const taskFiles = new Set(tree.files.files.map(({ path }) => path).filter((path) => path !== "runner.toml"));
  const diagnostics = tree.definition.diagnostics.filter(({ span }) => !taskFiles.has(span.source.path));
  for (const diagnostic of diagnostics) {
    io.err(`${renderDiagnostic(diagnostic, { color: hasErrorColor(io) })}\n\n`);
  }
  const all = tree.definition.origins.toSorted((a, b) => byCodePoint(a.key, b.key));
  const [key] = call.args;
  const shown = key === undefined ? all : all.filter((one) => one.key === key || one.key.startsWith(`${key}.`));
  if (key !== undefined && shown.length === 0) return printUnknown(call, key, all);
  if (call.json) printJson(io, shown);
  else io.out(renderSettings(call, shown));
  return diagnostics.some(({ severity }) => severity === "error") ? exitCodes.invalid : exitCodes.fine;
}

function renderSettings({ io }: Call, shown: readonly SettingOrigin[]): string {
  const columns = [{ title: "SETTING", whole: true }, { title: "VALUE" }, { title: "FROM" }];
  const rows = shown.map(({ key, value, from }) => {
    return [key, value === "" ? '""' : value, from === "default" ? { text: from, style: "dim" as const } : from];
  });
  return renderTable(columns, rows, { width: tableWidth(io), color: hasColor(io) });
}

function printUnknown({ io }: Call, key: string, all: readonly SettingOrigin[]): ExitCode {
  const tables = all.map((one) => one.key.slice(0, one.key.indexOf(".")));
  const meant = closest(key, [...all.map((one) => one.key), ...tables]);
  io.err(
    `runner: there is no setting "${escapeTerminal(key)}".${meant === undefined ? "" : ` Did you mean "${meant}"?`} \`runner config\` shows all.\n`,
  );
  return exitCodes.invalid;
}
