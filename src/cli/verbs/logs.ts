import { basename, dirname } from "node:path";
import type { Journal } from "../../journal/index.ts";
import type { RunId, TaskId } from "../../model/ids.ts";
import { ok } from "../../model/result.ts";
import type { RunEnd } from "../../model/run.ts";
import { findJournal } from "../../reconcile/open-journal.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { Trouble } from "../ask.ts";
import { printTrouble } from "../ask.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { findLoggedRun } from "../find-log.ts";
import { followAll } from "../follow-all.ts";
import { followLog, printLogFile } from "../follow-log.ts";
import type { LogPrinter } from "../log-printer.ts";
import { makeLogPrinter } from "../log-printer.ts";
import type { Here } from "../open-here.ts";
import { openHere } from "../open-here.ts";
import { renderPastOutcome } from "../past-run.ts";
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
  example: `runner logs backup -f
The newest run of that task, live until it ends. Without a task, -f shows all that runs.`,
  declare: (command) =>
    void command
      .argument("[run]", "a task (its newest run), a run's id, or the beginning of one (default: the newest run)")
      .option("-f, --follow", "go on printing until the run has ended")
      .option("--grep <text>", "only lines that contain this text"),
  async run(call) {
    const follow = call.options["follow"] === true;
    if (follow && call.json) {
      call.io.err("runner: a log that is followed is no single value: leave out --json or --follow\n");
      return exitCodes.invalid;
    }
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const found = findJournal(opened.here.stateDir);
    if (!found.ok) return printFault(call.io, found.error);
    const journal = found.value;
    try {
      if (follow && journal && call.args.length === 0) return await followAll(call, opened.here, journal);
      const meant = findLoggedRun(journal, { name: call.args[0], follow });
      if (!meant.ok) return await printForgotten(call, opened.here, meant.error);
      const about = { call, here: opened.here, journal: journal! };
      if (meant.value.kind === "ended") return await printEnded(about, meant.value.record.end);
      return await printOpen(about, meant.value.run, follow);
    } finally {
      journal?.close();
    }
  },
};

/** What `--json` prints. */
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

async function printOpen(about: About, run: { id: RunId; task: TaskId }, follow: boolean): Promise<ExitCode> {
  const { call, here, journal } = about;
  const output = makeOutput(call);
  if (follow) {
    const { signal } = call.io.stop;
    const { printer } = output;
    const isComplete = await followLog({ stateDir: here.stateDir, run: run.id, journal, printer, signal });
    const end = journal.run(run.id)?.end;
    if (!isComplete && end) return printEnded(about, end);
    if (end) tellEnd(call, end);
  } else if (!(await printLogFile(here.stateDir, run.id, output.printer))) {
    // It has ended since we looked.
    const end = journal.run(run.id)?.end;
    if (end) return printEnded(about, end);
  }
  output.finish(run.id, run.task);
  return exitCodes.fine;
}

async function printEnded({ call, here }: About, end: RunEnd): Promise<ExitCode> {
  const output = makeOutput(call);
  const printed = await printRunLog(here, end, { printer: output.printer, now: call.io.now });
  if (!printed.ok) return printFault(call.io, printed.error);
  output.finish(end.id, end.task, printed.value);
  if (printed.value) return tellRemoved(call, end.id, printed.value);
  tellEnd(call, end);
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

/** For a person who looks; and always where there is nothing to be seen. */
function tellEnd({ io }: Call, end: RunEnd): void {
  if (!io.errIsTerminal && end.startedAt !== undefined) return;
  const detail = end.detail === "" ? "" : `: ${end.detail}`;
  io.err(`${escapeTerminal(`${end.task} ${end.id}: ${renderPastOutcome(end)}${detail}`)}\n`);
}
