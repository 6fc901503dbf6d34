import { setTimeout as sleep } from "node:timers/promises";
import { askDaemon } from "../../reconcile/control/ask-daemon.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { findJournal } from "../../reconcile/open-journal.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { findHolder } from "../find-holder.ts";
import type { ActiveRun } from "../open-runs.ts";
import { listActive } from "../open-runs.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { showProgress } from "../progress.ts";
import type { Call, Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "end the runner; what it has started goes on",
  example: `runner stop
Waits until the runner is gone. \`runner start\` finds what still runs and goes on watching it.`,
  declare: () => undefined,
  async run(call) {
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const { stateDir } = opened.here;
    const pid = findHolder(stateDir)?.holder?.pid;
    const asked = await askDaemon(stateDir, { ask: "stop" });
    if (!asked.ok) return printFault(call.io, asked.error);
    if (!asked.value) return tellNobody(call, stateDir);
    if (!(await waitUntilGone(call, stateDir, pid))) {
      call.io.err("the runner is about to stop: it waits for its runs (stop_grace)\n");
      return exitCodes.world;
    }
    return tellGone(call, stateDir);
  },
};

/** What `--json` prints. */
interface Stopped {
  /** Whether there was a runner to stop. */
  readonly stopped: boolean;
  /** What it has started and what goes on. */
  readonly active: readonly ActiveRun[];
}

/** How long to wait between two looks: who calls this notices less. */
const lookMs = 25;

/** The socket goes first, the lock last: with the lock everything is let go. False: the person would not wait. */
async function waitUntilGone({ io }: Call, stateDir: string, pid: number | undefined): Promise<boolean> {
  const progress = showProgress(io, "the runner stops");
  const { signal } = io.stop;
  // Another process with the lock is the next runner already.
  for (let now = findHolder(stateDir); now && now.holder?.pid === pid && !signal.aborted; now = findHolder(stateDir)) {
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
  progress.end();
  return !signal.aborted;
}

function tellNobody({ io, json }: Call, stateDir: string): ExitCode {
  const other = findHolder(stateDir);
  const stopped: Stopped = { stopped: false, active: [] };
  if (json) printJson(io, stopped);
  else if (other) io.out(`no runner is up, but ${escapeTerminal(other.text)} is at work: it leaves when it is done\n`);
  else io.out("no runner is up here\n");
  return exitCodes.fine;
}

function tellGone({ io, json }: Call, stateDir: string): ExitCode {
  const found = findJournal(stateDir);
  const active = found.ok && found.value ? listActive(found.value.snapshot().active, stateDir) : [];
  if (found.ok) found.value?.close();
  const stopped: Stopped = { stopped: true, active };
  if (json) {
    printJson(io, stopped);
    return exitCodes.fine;
  }
  io.out("the runner has stopped\n");
  for (const { task, id, since } of active)
    io.out(`  ${task} goes on (run ${id}, since ${since}); the next runner finds it\n`);
  return exitCodes.fine;
}
