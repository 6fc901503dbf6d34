import type { RunRequest } from "../../model/decision.ts";
import type { TaskId } from "../../model/ids.ts";
import type { ParamValues } from "../../model/params.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { makeNonce } from "../../reconcile/control/handle-ask.ts";
import type { RunStanding } from "../../reconcile/control/protocol.ts";
import type { Runner, Trouble } from "../ask.ts";
import { printTrouble, talkToRunner } from "../ask.ts";
import { bringUpToDate } from "../bring-up-to-date.ts";
import type { CategoryAsked, ChosenFor } from "../choose-by-category.ts";
import { readCategory, renderChosen, toChosenFor } from "../choose-by-category.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { makeLogPrinter } from "../log-printer.ts";
import type { Here } from "../open-here.ts";
import { openHere } from "../open-here.ts";
import { gatherParams } from "../params/gather-params.ts";
import type { Passed } from "../params/read-passed.ts";
import { readPassed } from "../params/read-passed.ts";
import { printRunLog } from "../print-run-log.ts";
import { showProgress } from "../progress.ts";
import { renderOpen, tellStandings } from "../tell-standings.ts";
import { untilStopped } from "../until-stopped.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";
import { whoAsks } from "../who-asks.ts";

export const verb: Verb = {
  summary: "run tasks now, on request",
  example: `runner run backup --wait --reason "before the upgrade"
Asks the runner for it; where none is up, runs it here. All gates but the deadline apply; --force passes a pause.
runner run --category "Device Slow" --confidence 0.9
Runs the tasks that listen to requests of that category and are content with that confidence.`,
  declare: (command) =>
    void command
      .argument("[task...]", "which ones")
      .option("--category <text>", "instead of tasks: those that listen to requests for it")
      .option("--confidence <n>", "how sure it is that category, from 0 to 1 (default: 1)")
      .option("--param <name=value>", "a parameter that it takes; may be given again", gather, [])
      .option("--params-file <file>", "parameters as JSON, YAML or TOML; -: standard input")
      .option("--reason <text>", "why; it is in the report", "asked for by hand")
      .option("--with-needs", "run everything they need first, whatever its age")
      .option("--wait", "wait for the end; exit code 1 unless all ended in success")
      .option("--log", "with --wait: print what they have printed, too (by itself where the variable CI is set)")
      .option("--force", "although it is paused or suspended")
      .option(
        "--dry-run",
        "show what would be run, how, and what stands in its way; run it only if it has supports_dry_run, told to change nothing",
      )
      .option("--worktree", "as the files lie here, uncommitted ones too; where no runner is up"),
  async run(call) {
    const read = readCategory(call);
    if ("bad" in read) return exitCodes.invalid;
    const category = read.value;
    const passed = await readPassed(call);
    if ("bad" in passed) return exitCodes.invalid;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const { here } = opened;
    const wish = { here, category, passed: passed.value };
    if (call.options["dryRun"] === true) return runDry(call, wish);
    return talkToRunner(call, { here, verb: "run" }, (runner) => request(call, wish, runner));
  },
};

interface Wish {
  readonly here: Here;
  /** Undefined: tasks are named. */
  readonly category: CategoryAsked | undefined;
  readonly passed: Passed;
  /** Undefined: in earnest. */
  readonly dry?: {
    readonly tasks: Picked;
    /** Nobody is asked twice. */
    readonly given: ReadonlyMap<TaskId, ParamValues>;
    readonly tell: (standings: readonly RunStanding[]) => ExitCode;
  };
}

/** Shown is each of them, started those that say that they understand it. */
async function runDry(call: Call, wish: Wish): Promise<ExitCode> {
  const { showDryRun, tellDryRuns } = await import("../dry-run.ts");
  const shown = await showDryRun(call, wish.here, wish);
  if ("code" in shown) return shown.code;
  const { dryRuns, why, given } = shown;
  const started = new Map([...why].filter(([task]) => dryRuns.some((one) => one.task === task && one.supportsDryRun)));
  const tell = (standings: readonly RunStanding[]): ExitCode =>
    call.json ? tellDryRuns(call, dryRuns, standings) : tellStandings(call, standings, started);
  if (started.size === 0) return tell([]);
  const dry = { tasks: started, given, tell };
  return talkToRunner(call, { here: wish.here, verb: "run" }, (runner) => request(call, { ...wish, dry }, runner));
}

function gather(one: string, all: readonly string[]): readonly string[] {
  return [...all, one];
}

async function request(call: Call, wish: Wish, runner: Runner): Promise<ExitCode> {
  const { io } = call;
  const isWaiting = call.options["wait"] === true || !runner.isDaemon;
  if (runner.isDaemon && call.options["worktree"] === true) {
    const what = "a runner is up, and it runs the revision in force, not the files as they lie here";
    return printTrouble(call, { what, hint: "Leave out --worktree, or `runner stop` first.", code: exitCodes.invalid });
  }
  const outdated = await bringUpToDate(call, runner);
  const fail = (trouble: Trouble): ExitCode => {
    const code = printTrouble(call, trouble);
    return outdated ?? code;
  };
  const picked = await pickTasks(call, wish, runner);
  if (!picked.ok) return fail(picked.error);
  const why = picked.value;
  const tasks = [...why.keys()];
  const params = wish.dry
    ? ok(new Map(tasks.map((task) => [task, wish.dry!.given.get(task)!])))
    : await gatherParams(call, { tasks, passed: wish.passed, runner });
  if (params === undefined) return exitCodes.invalid;
  if (!params.ok) return fail(params.error);
  const requests = makeRequests(call, wish, params.value);
  const asked = await runner.ask({ ask: wish.dry ? "run-dry" : "run", requests });
  if (!asked.ok) return fail(asked.error);
  if (call.options["wait"] !== true && isWaiting) io.err("no runner is up: running it here and waiting for the end\n");
  const standings = asked.value.answer === "runs" ? asked.value.runs : [];
  const tell = wish.dry?.tell ?? ((ended: readonly RunStanding[]) => tellStandings(call, ended, why));
  if (!isWaiting) return tell(standings);
  for (const standing of standings) if (!standing.end && standing.waitsFor) io.err(renderOpen(standing));
  return awaitEnds(call, { here: wish.here, runner, standings, tell });
}

/** Which ones, and why where nobody named them: the latter is told. */
async function pickTasks(call: Call, { category, dry }: Wish, runner: Runner): Promise<Result<Picked, Trouble>> {
  if (dry) return ok(dry.tasks);
  // The runner knows which tasks there are.
  if (!category) return ok(new Map(call.args.map((task) => [task as TaskId, undefined])));
  const said = await runner.ask({ ask: "choose", ...category });
  if (!said.ok) return said;
  const chosen = said.value.answer === "chosen" ? said.value.tasks : [];
  if (!call.json) for (const one of chosen) call.io.out(renderChosen(one, category));
  return ok(new Map(chosen.map((one) => [one.task, toChosenFor(one, category)])));
}

type Picked = ReadonlyMap<TaskId, ChosenFor | undefined>;

function makeRequests(
  call: Call,
  { here, category, dry }: Wish,
  tasks: ReadonlyMap<TaskId, ParamValues>,
): RunRequest[] {
  return [...tasks].map(([task, params]) => ({
    task,
    nonce: makeNonce(),
    by: whoAsks(here),
    reason: textOption(call, "reason") ?? "",
    force: call.options["force"] === true,
    withNeeds: call.options["withNeeds"] === true && !dry,
    ...category,
    ...(Object.keys(params).length > 0 && { params }),
  }));
}

async function awaitEnds(
  call: Call,
  of: {
    here: Here;
    runner: Runner;
    standings: readonly RunStanding[];
    tell: (ended: readonly RunStanding[]) => ExitCode;
  },
): Promise<ExitCode> {
  const { io } = call;
  const { here, runner, standings, tell } = of;
  const progress = showProgress(io, `${standings.map(({ task }) => task).join(", ")}: waiting for the end,`);
  const ended = await untilStopped(io, runner.ask({ ask: "wait", runs: standings.map(({ id }) => id) }));
  progress.end();
  if (ended === "stopped") return leaveThem(call, runner, standings);
  if (!ended.ok) return printTrouble(call, ended.error);
  const runs = ended.value.answer === "runs" ? ended.value.runs : [];
  if (wantsLogs(call)) await printLogs(call, here, runs);
  return tell(runs);
}

/** A CI job's machine is gone when somebody wants to look: what is not in the job's own log is lost. */
function wantsLogs({ io, json, options }: Call): boolean {
  const isCi = (io.env["CI"] ?? "") !== "" && io.env["CI"] !== "false";
  return !json && (options["log"] === true || isCi);
}

async function printLogs({ io }: Call, here: Here, runs: readonly RunStanding[]): Promise<void> {
  for (const { task, end } of runs) {
    if (end?.startedAt === undefined) continue;
    const prefix = runs.length > 1 ? task : undefined;
    const printed = await printRunLog(here, end, { printer: makeLogPrinter(io, { prefix }), now: io.now });
    if (!printed.ok) io.err(`its output cannot be shown: ${printed.error.what}\n  ${printed.error.hint}\n`);
  }
}

/** Who waited has had enough. What was asked for goes on. */
function leaveThem({ io }: Call, { isDaemon }: Runner, standings: readonly RunStanding[]): ExitCode {
  for (const { id, task } of standings) {
    io.err(
      isDaemon
        ? `${task} goes on. \`runner logs -f ${id}\` follows it, \`runner cancel ${id}\` ends it.\n`
        : `${task} goes on by itself; the next runner (\`runner start\`, \`runner reconcile\`) records its end. \`runner cancel ${id}\` ends it.\n`,
    );
  }
  return exitCodes.taskFailed;
}
