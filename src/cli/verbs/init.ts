import { existsSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { closest } from "../../diagnostics/closest.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeStyle } from "../../text/style.ts";
import { makeSlotFinder } from "../coming-slots.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { pipelineNames, writePipeline } from "../init/ci/write-pipeline.ts";
import { installHook } from "../init/install-hook.ts";
import { exampleFiles, listExamples } from "../init/example-files.ts";
import type { NewFile } from "../init/new-file.ts";
import { openOrMake } from "../init/open-or-make.ts";
import { pointAtSchemas, schemaFiles } from "../init/schema-files.ts";
import { starterFiles } from "../init/starter-files.ts";
import { writeFiles } from "../init/write-files.ts";
import { hasColor } from "../io.ts";
import { packageRoot } from "../package-root.ts";
import { printDiskError } from "../print-disk-error.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { readDefinition } from "../read-definition.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "make a task repository with settings, two tasks and hints for editors",
  example: `runner init ops && cd ops
Files that are there already stay as they are, and nothing is committed. Where there are tasks, only hints are added.`,
  declare: (command) =>
    void command
      .argument("[dir]", "where (default: here)")
      .option(
        "--ci <where>",
        "github, gitlab, forgejo, gitea: plans pull requests; hook: validates what is pushed to a bare repository",
      )
      .option("--from <name>", "begin with one of the examples that come with the runner, such as quickstart"),
  run: init,
};

/** What `--json` prints. Paths in the repository, in the order in which they were written. */
interface Initialized {
  /** Absolute. */
  readonly dir: string;
  /** Whether the git repository is new. */
  readonly madeRepository: boolean;
  readonly written: readonly string[];
  /** Was there already. */
  readonly kept: readonly string[];
}

async function init(call: Call): Promise<ExitCode> {
  const { io } = call;
  const dir = call.args[0] === undefined ? call.dir : resolve(io.cwd, call.args[0]);
  const ci = textOption(call, "ci");
  if (ci === "hook") return installHook(call, dir);
  if (ci !== undefined) return pipelineNames.includes(ci) ? writePipeline(call, dir, ci) : printNoCi(call, ci);
  const from = textOption(call, "from");
  if (from !== undefined && !isKnownExample(call, from)) return exitCodes.invalid;
  const opened = await openOrMake(dir);
  if (!opened.ok) return printFault(io, opened.error);
  let files;
  try {
    files = writeFiles(dir, chooseFiles(dir, from, opened.value.branch));
  } catch (error) {
    return printDiskError(io, error);
  }
  const done: Initialized = { dir, madeRepository: opened.value.made, ...files };
  if (call.json) printJson(io, done);
  else tell(call, done, from !== undefined);
  return exitCodes.fine;
}

function chooseFiles(dir: string, from: string | undefined, branch: string): readonly NewFile[] {
  const root = packageRoot();
  const schemas = schemaFiles(root);
  if (from !== undefined) return [...exampleFiles(root, from).map(pointAtSchemas), ...schemas];
  const hasTasks = existsSync(join(dir, "tasks.d"));
  return hasTasks ? schemas : [...starterFiles(branch), ...schemas];
}

function printNoCi({ io }: Call, where: string): ExitCode {
  io.err(`runner: --ci: "${escapeTerminal(where)}" is not one of: ${[...pipelineNames, "hook"].join(", ")}\n`);
  return exitCodes.invalid;
}

function isKnownExample({ io }: Call, name: string): boolean {
  const names = listExamples(packageRoot());
  if (names.includes(name)) return true;
  const meant = closest(name, names);
  io.err(
    `runner: there is no example "${escapeTerminal(name)}".${meant === undefined ? "" : ` Did you mean "${meant}"?`} There are: ${names.join(", ")}\n`,
  );
  return false;
}

function tell(call: Call, { dir, madeRepository, written, kept }: Initialized, isExample: boolean): void {
  const { io } = call;
  const style = makeStyle(hasColor(io));
  const name = escapeTerminal(relative(io.cwd, dir) || ".");
  io.out(`${madeRepository ? "a new git repository" : "the git repository"} in ${name}:\n`);
  for (const path of written) io.out(`  ${style.green("+")} ${escapeTerminal(path)}\n`);
  for (const path of kept) io.out(style.dim(`    ${escapeTerminal(path)} (was there, stays as it is)\n`));
  if (written.length === 0) return io.out("  nothing to add\n");
  const soonest = findSoonest({ ...call, dir }) ?? "TASK";
  const steps = [
    ...(name === "." ? [] : [[`cd ${name}`, ""]]),
    ...(isExample ? [["${EDITOR:-vi} runner.toml", "names and folders that are yours: README.md tells which"]] : []),
    ['git add . && git commit -m "First tasks"', "only what is committed runs"],
    // A task of an example may be in earnest, and change more than a newcomer knows.
    isExample
      ? [`runner run ${soonest} --dry-run`, "what it would do; nothing is changed"]
      : [`runner run ${soonest}`, "one run at once; its report is a commit"],
    ["runner start", "from now on what is due runs, until Ctrl-C"],
  ];
  const width = Math.max(...steps.map(([command = ""]) => command.length));
  io.out(
    `\nNext:\n${steps.map(([command = "", why = ""]) => `  ${command.padEnd(width)}  ${style.dim(why)}`.trimEnd()).join("\n")}\n`,
  );
}

/** The task that is due first: the one to try. */
function findSoonest(call: Call): string | undefined {
  const catalog = readDefinition(call)?.definition.catalog;
  if (!catalog) return undefined;
  const find = makeSlotFinder(catalog, call.io.now());
  const due = [...catalog.tasks.values()].map((task) => ({ id: task.id, at: find(task, 1).slots[0] ?? Infinity }));
  return due.sort((a, b) => a.at - b.at)[0]?.id;
}
