import { setTimeout as sleep } from "node:timers/promises";
import type { Journal } from "../../journal/index.ts";
import type { RunId } from "../../model/ids.ts";
import type { RunEnd } from "../../model/run.ts";
import { newestThatRan } from "../find-log.ts";
import { followLog } from "../follow-log.ts";
import type { LogPrinter } from "../log-printer.ts";
import { printFault } from "../print-fault.ts";
import { printRunLog } from "../print-run-log.ts";
import { explainRemoval } from "../removed-log.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { Followed } from "./followed.ts";
import { printerFor } from "./printer-for.ts";
import { tellAwaited } from "./tell-awaited.ts";
import { tellEnd } from "./tell-end.ts";

/** How long to wait between two looks at the journal. */
const lookMs = 250;

/**
 * Prints what runs print, live, those that start meanwhile too, until somebody has seen enough. Of a task of which none is
 * active, what its newest run has printed comes first.
 */
export async function followRuns(of: Followed, journal: Journal): Promise<void> {
  const { task } = of;
  // Before what is active is looked for: what ends in between is met as an end.
  const seenUpTo = journal.runs({ limit: 1 })[0]?.end.seq ?? 0;
  const isActive = journal.openRuns().some((run) => run.isActive && isMeant(of, run));
  const newest = task === undefined || isActive ? undefined : newestThatRan(journal, task)?.end;
  if (newest && newest.seq <= seenUpTo) await printEnded(of, newest);
  await tellAwaited(of, isActive);
  await followFrom(of, journal, seenUpTo);
}

/** All that runs from a place in the journal on. What begins and ends between two looks is met as an end that is new. */
export async function followFrom(of: Followed, journal: Journal, after: number): Promise<void> {
  const { signal } = of.call.io.stop;
  const met = new Set<RunId>();
  const following = new Set<Promise<void>>();
  let seenUpTo = after;
  let broken: { readonly error: unknown } | undefined;
  while (!signal.aborted && !broken) {
    for (const { end } of journal.runs({ task: of.task, afterSeq: seenUpTo, limit: -1 }).toReversed()) {
      seenUpTo = end.seq;
      if (!met.delete(end.id)) await printEnded(of, end);
    }
    for (const run of journal.openRuns()) {
      if (!run.isActive || !isMeant(of, run) || met.has(run.id)) continue;
      met.add(run.id);
      const done: Promise<void> = followRun(of, journal, run)
        .catch((error: unknown) => void (broken ??= { error }))
        .finally(() => following.delete(done));
      following.add(done);
    }
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(following);
  if (broken) throw broken.error;
}

function isMeant({ task }: Followed, run: { readonly task: string }): boolean {
  return task === undefined || run.task === task;
}

async function followRun(of: Followed, journal: Journal, run: Named): Promise<void> {
  const { call, here } = of;
  const printer = printerOf(of, run);
  const isComplete = await followLog({
    stateDir: here.stateDir,
    run: run.id,
    journal,
    printer,
    signal: call.io.stop.signal,
  });
  const end = journal.run(run.id)?.end;
  if (end && isComplete) tellEnd(call, end);
  else if (end) await printEnded(of, end);
}

/** One that was skipped has printed nothing; a person is told of it. */
async function printEnded(of: Followed, end: RunEnd): Promise<void> {
  const { call, here } = of;
  if (end.startedAt !== undefined) {
    const printed = await printRunLog(here, end, { printer: printerOf(of, end), now: call.io.now });
    if (!printed.ok) printFault(call.io, printed.error);
    else if (printed.value) call.io.err(escapeTerminal(explainRemoval(end.id, printed.value)));
  }
  tellEnd(call, end);
}

interface Named {
  readonly id: RunId;
  readonly task: string;
}

function printerOf({ call, task }: Followed, run: Named): LogPrinter {
  return printerFor(call, run, task === undefined ? run.task : undefined);
}
