import { setTimeout as sleep } from "node:timers/promises";
import type { Journal } from "../journal/index.ts";
import type { RunId } from "../model/ids.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import { followLog } from "./follow-log.ts";
import { makeLogPrinter } from "./log-printer.ts";
import type { Here } from "./open-here.ts";
import type { Call } from "./verb.ts";
import { textOption } from "./verb.ts";

/** How long to wait between two looks for runs that have started meanwhile. */
const lookMs = 250;

/** Prints what all active runs print, those that start meanwhile too, each line with its task, until none is active. */
export async function followAll(call: Call, { stateDir }: Here, journal: Journal): Promise<ExitCode> {
  const { io } = call;
  const { signal } = io.stop;
  const followed = new Map<RunId, Promise<boolean>>();
  const grep = textOption(call, "grep");
  for (;;) {
    const active = journal.openRuns().filter(({ isActive }) => isActive);
    for (const { id, task } of active) {
      if (followed.has(id)) continue;
      const printer = makeLogPrinter(io, { prefix: task, grep });
      followed.set(id, followLog({ stateDir, run: id, journal, printer, signal }));
    }
    if (active.length === 0 || signal.aborted) break;
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(followed.values());
  if (followed.size === 0) io.err("nothing runs at this moment: `runner status` shows what is due when\n");
  return exitCodes.fine;
}
