import type { TaskId } from "../../model/ids.ts";
import { makeNonce } from "../../reconcile/control/handle-ask.ts";
import type { RunStanding } from "../../reconcile/control/protocol.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { makeStyle } from "../../text/style.ts";
import type { Runner } from "../ask.ts";
import { printTrouble, talkToRunner } from "../ask.ts";
import { chooseTasks } from "../choose-tasks.ts";
import { openCatalog } from "../open-catalog.ts";
import { bringUpToDate } from "../bring-up-to-date.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { hasColor } from "../io.ts";
import type { Here } from "../open-here.ts";
import { openHere } from "../open-here.ts";
import { renderPastOutcome, styleOf } from "../past-run.ts";
import { printJson } from "../print-json.ts";
import { showProgress } from "../progress.ts";
import type { RunResult } from "../run-result.ts";
import { toRunResult } from "../run-result.ts";
import { untilStopped } from "../until-stopped.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";
import { whoAsks } from "../who-asks.ts";

export const verb: Verb = {
  summary: "run tasks now, on request",
  example: `runner run backup --wait --reason "before the upgrade"
Asks the runner for it; where none is up, runs it here. All gates but the deadline apply; --force passes a pause.`,
  declare: (command) =>
    void command
      .argument("[task...]", "which ones")
      .option("--category <text>", "instead of tasks: those that answer requests of this category")
      .option("--confidence <number>", "how sure it is that the category is right, 0 to 1", "1")
      .option("--reason <text>", "why; it is in the report", "asked for by hand")
      .option("--with-needs", "run everything they need first, whatever its age")
      .option("--wait", "wait for the end; exit code 1 unless all ended in success")
      .option("--force", "although it is paused or suspended")
      .option("--dry-run", "only show what would be run, how, and what stands in its way")
      .option("--worktree", "as the files lie here, uncommitted ones too; where no runner is up"),
  async run(call) {
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const { here } = opened;
    const chosen = chooseHere(call);
    if ("code" in chosen) return chosen.code;
    if (call.options["dryRun"] === true) return (await import("../dry-run.ts")).dryRun(call, here);
    return talkToRunner(call, { here, verb: "run" }, (runner) => request(call, here, chosen, runner));
  },
};

/** A request that has not ended, as `--json` tells it; one that has is a RunResult. */
export interface OpenRequest extends Pick<RunResult, "id" | "task" | "reason"> {
  /** With `waiting`, `reason` says what for. */
  readonly status: "started" | "waiting";
}

async function request(call: Call, here: Here, chosen: Chosen, runner: Runner): Promise<ExitCode> {
  const { io } = call;
  const isWaiting = call.options["wait"] === true || !runner.isDaemon;
  if (runner.isDaemon && call.options["worktree"] === true) {
    const what = "a runner is up, and it runs the revision in force, not the files as they lie here";
    return printTrouble(call, { what, hint: "Leave out --worktree, or `runner stop` first.", code: exitCodes.invalid });
  }
  const outdated = await bringUpToDate(call, runner);
  const asked = await runner.ask({ ask: "run", requests: makeRequests(call, here, chosen) });
  if (!asked.ok) {
    const code = printTrouble(call, asked.error);
    return outdated ?? code;
  }
  if (call.options["wait"] !== true && isWaiting) io.err("no runner is up: running it here and waiting for the end\n");
  const standings = asked.value.answer === "runs" ? asked.value.runs : [];
  if (!isWaiting) return tell(call, standings);
  for (const standing of standings) if (!standing.end && standing.waitsFor) io.err(renderOpen(standing));
  return awaitEnds(call, runner, standings);
}

/** What is asked for, and on whose word. */
interface Chosen {
  readonly tasks: readonly string[];
  readonly category?: string;
  readonly confidence?: number;
}

/** The tasks that were named, or those that answer the category, with what was chosen and why on standard error. */
function chooseHere(call: Call): Chosen | { readonly code: ExitCode } {
  const category = textOption(call, "category");
  const invalid = (what: string, hint: string) => ({
    code: printTrouble(call, { what, hint, code: exitCodes.invalid }),
  });
  if (category === undefined) {
    if (call.args.length > 0) return { tasks: [...new Set(call.args)] };
    return invalid("which task is to run?", "Name one (`runner list` shows them), or give --category.");
  }
  if (call.args.length > 0) return invalid("a task and a category were given", "Give one or the other.");
  const written = textOption(call, "confidence") ?? "1";
  const confidence = Number(written);
  if (written.trim() === "" || !(confidence >= 0 && confidence <= 1))
    return invalid(`--confidence ${written} is none`, "Give a number from 0 to 1, such as 0.9.");
  const opened = openCatalog(call);
  if ("code" in opened) return opened;
  const choice = chooseTasks(opened.catalog, category, confidence);
  if (choice.kind === "nothing") return invalid(choice.message, choice.hint);
  for (const { task, minConfidence } of choice.tasks)
    call.io.err(
      `chose ${task}: it answers "${category}" from a confidence of ${minConfidence} on, given ${confidence}\n`,
    );
  return { tasks: choice.tasks.map(({ task }) => task), category, confidence };
}

function makeRequests(call: Call, here: Here, { tasks, ...why }: Chosen) {
  return tasks.map((task) => ({
    ...why,
    // The runner knows which tasks there are.
    task: task as TaskId,
    nonce: makeNonce(),
    by: whoAsks(here),
    reason: textOption(call, "reason") ?? "",
    force: call.options["force"] === true,
    withNeeds: call.options["withNeeds"] === true,
  }));
}

async function awaitEnds(call: Call, runner: Runner, standings: readonly RunStanding[]): Promise<ExitCode> {
  const { io } = call;
  const progress = showProgress(io, `${standings.map(({ task }) => task).join(", ")}: waiting for the end,`);
  const ended = await untilStopped(io, runner.ask({ ask: "wait", runs: standings.map(({ id }) => id) }));
  progress.end();
  if (ended === "stopped") return leaveThem(call, runner, standings);
  if (!ended.ok) return printTrouble(call, ended.error);
  return tell(call, ended.value.answer === "runs" ? ended.value.runs : []);
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

function tell(call: Call, standings: readonly RunStanding[]): ExitCode {
  const { io } = call;
  if (call.json) printJson(io, standings.map(toJson));
  else for (const standing of standings) io.out(standing.end ? renderEnd(call, standing.end) : renderOpen(standing));
  const isFine = standings.every(({ end }) => end === undefined || end.status === "success");
  return isFine ? exitCodes.fine : exitCodes.taskFailed;
}

function toJson({ id, task, end, waitsFor }: RunStanding): RunResult | OpenRequest {
  if (end) return toRunResult(end);
  return { id, task, status: waitsFor === undefined ? "started" : "waiting", reason: waitsFor ?? "" };
}

function renderOpen({ id, task, waitsFor }: RunStanding): string {
  return `${task}: ${waitsFor === undefined ? "started" : `has to wait: ${escapeTerminal(waitsFor)}`} (run ${id})\n`;
}

function renderEnd({ io }: Call, end: NonNullable<RunStanding["end"]>): string {
  const style = makeStyle(hasColor(io));
  const outcome = style[styleOf(end.status)](escapeTerminal(renderPastOutcome(end)));
  const detail = end.detail === "" ? "" : `\n  ${escapeTerminal(end.detail)}`;
  const log = end.status === "failed" || end.status === "lost" ? `\n  its output: runner logs ${end.id}` : "";
  return `${end.task}: ${outcome}${detail}${log}\n`;
}
