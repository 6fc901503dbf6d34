import { basename, dirname } from "node:path";
import type { Journal, OpenRun } from "../../journal/index.ts";
import { ok } from "../../model/result.ts";
import type { RunEnd } from "../../model/run.ts";
import { findJournal } from "../../reconcile/open-journal.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { Trouble } from "../ask.ts";
import { printTrouble } from "../ask.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { findLoggedRun } from "../find-log.ts";
import { followLog, printLogFile } from "../follow-log.ts";
import type { LogPrinter } from "../log-printer.ts";
import { makeLogPrinter } from "../log-printer.ts";
import { followFrom, followRuns } from "../logs/follow-runs.ts";
import type { Followed } from "../logs/followed.ts";
import { isTask } from "../logs/is-task.ts";
import { printerFor } from "../logs/printer-for.ts";
import { tellAwaited, tellAwaitedRun } from "../logs/tell-awaited.ts";
import { renderEnd, tellEnd } from "../logs/tell-end.ts";
import { untilJournal } from "../logs/until-journal.ts";
import type { Here } from "../open-here.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { printRunLog } from "../print-run-log.ts";
import { findForgottenLog } from "../read-reported-log.ts";
import type { RemovedLog, ToldRemoval } from "../removed-log.ts";
import { explainRemoval, tellRemoval } from "../removed-log.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "what a run has printed",
  example: `runner logs backup
What the newest run of that task has printed.
runner logs -f backup
Live, each run of that task, until Ctrl-C; without a task all that runs, with the id of a run that one until it ends.`,
  declare: (command) =>
    void command
      .argument("[run]", "a task (its newest run), a run's id, or the beginning of one (default: the newest run)")
      .option("-f, --follow", "go on printing: a run until it has ended, a task or everything until Ctrl-C")
      .option("--grep <text>", "only lines that contain this text"),
  async run(call) {
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const { here } = opened;
    const found = findJournal(here.stateDir);
    if (!found.ok) return printFault(call.io, found.error);
    const journal = found.value;
    const follow = call.options["follow"] === true;
    const [name] = call.args;
    try {
      if (follow && (name === undefined || isTask(call, journal, name)))
        return await followLive({ call, here, task: name }, journal);
      const meant = findLoggedRun(journal, { name, follow });
      if (!meant.ok) return await printForgotten(call, here, meant.error);
      const about = { call, here, journal: journal! };
      if (meant.value.kind === "ended") return await printEnded(about, meant.value.record.end);
      return await printOpen(about, meant.value.run, follow);
    } finally {
      journal?.close();
    }
  },
};

/** Until somebody has seen enough, from the first run on where there has been none. */
async function followLive(of: Followed, journal: Journal | undefined): Promise<ExitCode> {
  if (journal) {
    await followRuns(of, journal);
    return exitCodes.fine;
  }
  const { call, here } = of;
  await tellAwaited(of, false);
  const made = await untilJournal(here.stateDir, call.io.stop.signal);
  if (!made.ok) return printFault(call.io, made.error);
  try {
    if (made.value) await followFrom(of, made.value, 0);
    return exitCodes.fine;
  } finally {
    made.value?.close();
  }
}

/** What `--json` prints; with `--follow` a line of JSON for each line of a log, with `task`, `run` and `line`. */
interface LoggedText {
  readonly run: string;
  readonly task: string;
  /** What it has printed so far, as far as it is still there. */
  readonly log: string;
  /** Where it is to be found, if it is older than it is kept. */
  readonly removed?: ToldRemoval;
}

interface About {
  readonly call: Call;
  readonly here: Here;
  readonly journal: Journal;
}

async function printOpen(about: About, run: OpenRun, follow: boolean): Promise<ExitCode> {
  const { call, here, journal } = about;
  if (follow) {
    const { signal } = call.io.stop;
    const printer = printerFor(call, run);
    await tellAwaitedRun({ call, here, task: run.task }, run);
    const isComplete = await followLog({ stateDir: here.stateDir, run: run.id, journal, printer, signal });
    const end = journal.run(run.id)?.end;
    if (!isComplete && end) return printEnded(about, end);
    if (end) tellEnd(call, end);
    return exitCodes.fine;
  }
  const output = makeOutput(call);
  if (!(await printLogFile(here.stateDir, run.id, output.printer))) {
    // It has ended since we looked.
    const end = journal.run(run.id)?.end;
    if (end) return printEnded(about, end);
  }
  output.finish(run.id, run.task);
  return exitCodes.fine;
}

async function printEnded({ call, here }: About, end: RunEnd): Promise<ExitCode> {
  const output =
    call.options["follow"] === true ? { printer: printerFor(call, end), finish: () => undefined } : makeOutput(call);
  const printed = await printRunLog(here, end, { printer: output.printer, now: call.io.now });
  if (!printed.ok) return printFault(call.io, printed.error);
  output.finish(end.id, end.task, printed.value);
  if (printed.value) return tellRemoved(call, end.id, printed.value);
  // Always where there is nothing to be seen.
  if (end.startedAt === undefined) call.io.err(renderEnd(end));
  else tellEnd(call, end);
  return exitCodes.fine;
}

/** The journal does not know the run; the history of the reports branch may. */
async function printForgotten(call: Call, here: Here, trouble: Trouble): Promise<ExitCode> {
  const [name] = call.args;
  const found = name === undefined ? ok(undefined) : await findForgottenLog(here, name, call.io.now);
  if (!found.ok || !found.value) return printTrouble(call, trouble);
  const run = basename(found.value.path, ".log");
  makeOutput(call).finish(run, basename(dirname(found.value.path)), found.value);
  return tellRemoved(call, run, found.value);
}

function tellRemoved({ io }: Call, run: string, removed: RemovedLog): ExitCode {
  io.err(escapeTerminal(explainRemoval(run, removed)));
  return exitCodes.invalid;
}

/** Prints at once, or with `--json` gathers all to print it as one value. */
function makeOutput(call: Call): {
  printer: LogPrinter;
  finish: (run: string, task: string, removed?: RemovedLog) => void;
} {
  const { io, json } = call;
  const grep = textOption(call, "grep");
  if (!json) return { printer: makeLogPrinter(io, { grep }), finish: () => undefined };
  let log = "";
  const gather = { ...io, outIsTerminal: false, env: {}, out: (text: string) => void (log += text) };
  return {
    printer: makeLogPrinter(gather, { grep }),
    finish: (run, task, removed) =>
      printJson(io, { run, task, log, ...(removed && { removed: tellRemoval(removed) }) } satisfies LoggedText),
  };
}
