import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { sortDiagnostics } from "../../diagnostics/index.ts";
import { renderDiagnostic } from "../../diagnostics/render-diagnostic.ts";
import { noTaskRepository } from "../../diagnostics/reading-codes.ts";
import type { Problem } from "../../diagnostics/to-problem.ts";
import { toProblem } from "../../diagnostics/to-problem.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeStyle } from "../../text/style.ts";
import { count } from "../count.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { hasColor } from "../io.ts";
import { inspectTree } from "../inspect-tree.ts";
import { printJson } from "../print-json.ts";
import { printNoRepository } from "../print-no-repository.ts";
import type { WorkTree } from "../read-definition.ts";
import { readDefinition } from "../read-definition.ts";
import { renderSarif } from "../sarif/render-sarif.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "check the definitions as they lie here, committed or not: all problems, each with its place; runs nothing",
  example: `runner validate tasks.d/backup.toml && git commit -a
Reads the whole repository (a need may be in another file) and shows what concerns that file. Exit code 2 on errors.`,
  declare: (command) =>
    void command
      .argument("[path...]", "show only problems of these files and folders")
      .option("--format <format>", "text, json or sarif (default: text)"),
  readsClock: true,
  run: validate,
};

const formats: readonly string[] = ["text", "json", "sarif"];

/** What `--json` prints. */
interface Validation {
  /** No errors; there may be warnings. */
  readonly ok: boolean;
  /** Tasks found in the repository, whether right or wrong. */
  readonly tasks: number;
  /** In order of file and place; only those of the given paths. Lines and columns from 1. */
  readonly problems: readonly Problem[];
}

async function validate(call: Call): Promise<ExitCode> {
  const format = textOption(call, "format") ?? (call.json ? "json" : "text");
  if (!formats.includes(format)) {
    call.io.err(`runner: --format: "${escapeTerminal(format)}" is not one of: ${formats.join(", ")}\n`);
    return exitCodes.invalid;
  }
  const tree = readDefinition(call);
  if (!tree) {
    if (format !== "json") return printNoRepository(call);
    const nothing: Validation = { ok: false, tasks: 0, problems: [toProblem(noTaskRepository(call.dir))] };
    printJson(call.io, nothing);
    return exitCodes.invalid;
  }
  const paths = toRepositoryPaths(call, tree);
  if (!paths) return exitCodes.invalid;
  const { definition } = tree;
  const diagnostics = sortDiagnostics([...definition.diagnostics, ...(await inspectTree(call.io, tree))]);
  const shown = diagnostics.filter((diagnostic) => paths.some((path) => concerns(diagnostic, path)));
  const errors = shown.filter(({ severity }) => severity === "error").length;
  if (format === "sarif") {
    const sarif = { problems: shown.map(toProblem), attention: [], rules: [], version: call.io.version };
    call.io.out(renderSarif({ ...sarif, provenance: undefined }));
  } else if (format === "json") {
    const validation: Validation = { ok: errors === 0, tasks: definition.taskCount, problems: shown.map(toProblem) };
    printJson(call.io, validation);
  } else {
    tell(call, tree, { shown, errors, elsewhere: diagnostics.length - shown.length });
  }
  return errors === 0 ? exitCodes.fine : exitCodes.invalid;
}

function tell(
  { io }: Call,
  { files, definition }: WorkTree,
  of: { shown: readonly Diagnostic[]; errors: number; elsewhere: number },
): void {
  const color = hasColor(io);
  const style = makeStyle(color);
  for (const diagnostic of of.shown) io.out(`${renderDiagnostic(diagnostic, { color })}\n\n`);
  const taskFiles = files.files.filter(({ path }) => path.startsWith("tasks.d/")).length;
  const warnings = of.shown.length - of.errors;
  const verdicts = [
    of.errors > 0 ? style.red(count(of.errors, "error")) : "",
    warnings > 0 ? style.yellow(count(warnings, "warning")) : "",
  ].filter((verdict) => verdict !== "");
  if (verdicts.length === 0) verdicts.push(style.green("no problems"));
  io.out(`${count(definition.taskCount, "task")} in ${count(taskFiles, "file")}, ${verdicts.join(", ")}\n`);
  if (of.elsewhere > 0) io.out(`and ${count(of.elsewhere, "problem")} elsewhere: \`runner validate\` shows all\n`);
  if (definition.taskCount === 0 && of.shown.length === 0) io.out("`runner new task NAME` writes a first one\n");
}

/** The paths as the repository names them, "" for all of it; undefined where one of them leads nowhere, which is told. */
function toRepositoryPaths({ io, args }: Call, { root, files }: WorkTree): readonly string[] | undefined {
  if (args.length === 0) return [""];
  const paths: string[] = [];
  for (const given of args) {
    const absolute = [resolve(io.cwd, given), resolve(root, given)].find((path) => existsSync(path));
    const path = absolute === undefined ? ".." : relative(root, absolute);
    if (path === ".." || path.startsWith("../")) {
      const why = absolute === undefined ? "there is no such file" : `it is outside of the repository ${root}`;
      io.err(`runner: ${escapeTerminal(`${given}: ${why}`)}\n`);
      return undefined;
    }
    if (!files.files.some((file) => isWithin(file.path, path))) {
      io.err(
        `runner: ${escapeTerminal(given)} defines no tasks. Those are the .toml, .yaml and .yml files below tasks.d/ (and calendars in calendars/); names that begin with "_" or "." are left out\n`,
      );
    }
    paths.push(path);
  }
  return paths;
}

function concerns({ span, related }: Diagnostic, path: string): boolean {
  return [span, ...related.map((other) => other.span)].some(({ source }) => isWithin(source.path, path));
}

function isWithin(path: string, place: string): boolean {
  return place === "" || path === place || path.startsWith(`${place}/`);
}
