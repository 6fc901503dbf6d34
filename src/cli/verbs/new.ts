import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Argument, Option } from "commander";
import { define, layGround } from "../../definition/index.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { renderDiagnostic } from "../../diagnostics/render-diagnostic.ts";
import type { Catalog } from "../../model/catalog.ts";
import { byCodePoint } from "../../model/compare.ts";
import { taskIdPattern } from "../../model/ids.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeSlotFinder } from "../coming-slots.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { hasErrorColor } from "../io.ts";
import type { TaskEntry, TaskFormat } from "../new/render-task-file.ts";
import { renderTaskFile } from "../new/render-task-file.ts";
import { taskOptions } from "../new/task-options.ts";
import { askMissing } from "../params/ask-missing.ts";
import { isAnythingPassed, readPassed, typePassed } from "../params/read-passed.ts";
import { printDiskError } from "../print-disk-error.ts";
import { printJson } from "../print-json.ts";
import { printNoRepository } from "../print-no-repository.ts";
import type { WorkTree } from "../read-definition.ts";
import { readDefinition } from "../read-definition.ts";
import type { Read } from "../read-options.ts";
import { renderLocalTime } from "../render-local-time.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "write a task file that is valid",
  example: `runner new task db-dump --schedule "daily at 02:00" --timezone Europe/Berlin --run "pg_dump app > /var/backups/app.sql"
Writes tasks.d/db-dump.toml, if the result holds, and says when it will be due.`,
  declare: (command) => {
    command.addArgument(new Argument("<kind>", "what to make").choices(["task"]));
    command.argument("<name>", "its id: lower-case letters, digits, `.`, `_`, `-`");
    for (const { flags, description } of taskOptions) command.option(flags, description);
    command.option("--param <name=value>", "a parameter of the action; may be given again", gather, []);
    command.addOption(new Option("--format <format>", "of the file").choices(["toml", "yaml"]).default("toml"));
  },
  run: makeTask,
};

/** What `--json` prints. */
interface NewTask {
  readonly task: string;
  /** Path in the repository. */
  readonly file: string;
  /** The first three, `2026-11-20T02:00:00Z`; fewer where there are no more, or errors elsewhere keep them from being known. */
  readonly slots: readonly string[];
}

async function makeTask(call: Call): Promise<ExitCode> {
  const { io } = call;
  const name = call.args[1] ?? "";
  if (!taskIdPattern.test(name)) return printBadName(call, name);
  const tree = readDefinition(call);
  if (!tree) return printNoRepository(call);
  const given = await gatherWith(call, tree);
  if ("bad" in given) return exitCodes.invalid;
  const format = textOption(call, "format") as TaskFormat;
  const path = `tasks.d/${name}.${format}`;
  const text = renderTaskFile({
    entries: [...toEntries(call, name), ...given.value],
    format,
    schema: findSchema(tree.root),
  });
  const { files } = tree.files;
  const added = [...files, { path, bytes: new TextEncoder().encode(text) }].sort((a, b) => byCodePoint(a.path, b.path));
  if (files.some((file) => file.path === path)) return printRefusal(call, `${path} is there already`);
  const now = io.now();
  const definition = define({ files: { ...tree.files, files: added }, now, host: tree.host });
  const problems = findNew(definition.diagnostics, tree);
  for (const problem of problems) io.err(`${renderDiagnostic(problem, { color: hasErrorColor(io) })}\n\n`);
  if (problems.some(({ severity }) => severity === "error"))
    return printRefusal(call, `${path} would not hold`, hintAt(problems));
  try {
    mkdirSync(dirname(join(tree.root, path)), { recursive: true });
    writeFileSync(join(tree.root, path), text, { flag: "wx" });
  } catch (error) {
    return printDiskError(io, error);
  }
  tell(call, { name, path, catalog: definition.catalog });
  return exitCodes.fine;
}

/** What the action takes: as given, and what has to be there is asked for on a terminal. */
async function gatherWith(call: Call, { files, host }: WorkTree): Promise<Read<readonly TaskEntry[]>> {
  const passed = await readPassed(call);
  if ("bad" in passed) return passed;
  const name = textOption(call, "uses");
  if (name === undefined) {
    if (!isAnythingPassed(passed.value)) return { value: [] };
    call.io.err("runner: --param is for the action that --uses names, and there is none\n");
    return { bad: true };
  }
  // One that is not there, or cannot be used, is told with the file.
  const params = layGround(files.files, host, files.find).actions.find(name)?.action?.params;
  const typed = typePassed(passed.value, params);
  const values = params ? await askMissing(call.io, { task: name, params, values: typed }) : typed;
  if (values === undefined) return { bad: true };
  return { value: Object.keys(values).length === 0 ? [] : [{ key: "with", value: values }] };
}

function gather(pair: string, before: readonly string[]): readonly string[] {
  return [...before, pair];
}

function toEntries(call: Call, name: string): readonly TaskEntry[] {
  return taskOptions.flatMap(({ key, flags, list }): TaskEntry[] => {
    const given = textOption(call, toOptionName(flags));
    const isPlaceholder = key === "run" && textOption(call, "uses") === undefined;
    if (given === undefined) return isPlaceholder ? [{ key, value: placeholder(name) }] : [];
    const value = list
      ? given
          .split(",")
          .map((item) => item.trim())
          .filter((item) => item !== "")
      : given;
    return [{ key, value }];
  });
}

/** A task has to do something; this one says that it does nothing yet. */
function placeholder(name: string): string {
  return `echo "${name}: say here what to do"`;
}

/** commander's name of an option: `--catch-up <policy>` → `catchUp`. */
function toOptionName(flags: string): string {
  return flags.slice(2, flags.indexOf(" ")).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function findSchema(root: string): string | undefined {
  return existsSync(join(root, "schemas/task.schema.json")) ? "../schemas/task.schema.json" : undefined;
}

/** What is wrong now and was not before. Older trouble elsewhere is no reason to refuse. */
function findNew(diagnostics: readonly Diagnostic[], before: WorkTree): readonly Diagnostic[] {
  const toKey = ({ code, message, span }: Diagnostic): string =>
    [span.source.path, span.start, code, message].join("\0");
  const known = new Set(before.definition.diagnostics.map(toKey));
  return diagnostics.filter((diagnostic) => !known.has(toKey(diagnostic)));
}

function tell(call: Call, of: { name: string; path: string; catalog: Catalog | undefined }): void {
  const { io } = call;
  const task = [...(of.catalog?.tasks.values() ?? [])].find(({ id }) => id === of.name);
  const coming = task && of.catalog && makeSlotFinder(of.catalog, io.now())(task, 3);
  if (call.json) {
    const json: NewTask = { task: of.name, file: of.path, slots: coming?.slots.map(renderInstant) ?? [] };
    return printJson(io, json);
  }
  io.out(`wrote ${of.path}\n`);
  if (textOption(call, "run") === undefined && textOption(call, "uses") === undefined)
    io.out("its command is a placeholder: edit `run`\n");
  if (!coming)
    io.out("other definitions here have errors, and nothing new runs before they are mended: `runner validate`\n");
  else io.out(renderComing(task, coming.slots, coming.remark));
}

function renderComing(task: Task, slots: readonly number[], remark: string | undefined): string {
  if (slots.length === 0) return `${remark ?? "never due"}\n`;
  const times = slots.map((slot) => `  ${renderLocalTime(slot, task.timezone)} ${task.timezone}\n`).join("");
  return `due next${remark === undefined ? "" : ` (${remark})`}:\n${times}`;
}

function printBadName({ io }: Call, name: string): ExitCode {
  const near = name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+|-+$/g, "")
    .slice(0, 63);
  io.err(
    `runner: "${escapeTerminal(name)}" cannot be a task's id: lower-case letters, digits, ".", "_" and "-", at most 63${near === "" ? "" : `. \`${near}\` can`}\n`,
  );
  return exitCodes.invalid;
}

/** On a terminal it is asked for. */
function hintAt(problems: readonly Diagnostic[]): string {
  if (!problems.some(({ code }) => code === "missing-with")) return "";
  return "  Give what the action needs by --param NAME=VALUE, lists and objects as JSON; on a terminal you are asked for it.\n";
}

function printRefusal({ io }: Call, why: string, hint = ""): ExitCode {
  io.err(`runner: ${why}; nothing was written\n${hint}`);
  return exitCodes.invalid;
}
