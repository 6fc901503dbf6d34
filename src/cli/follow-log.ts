import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { findLog, keptLogBytes } from "../execute/inspect-run.ts";
import { readOn } from "../execute/log/read-on.ts";
import type { Journal } from "../journal/index.ts";
import type { RunId } from "../model/ids.ts";
import type { LogPrinter } from "./log-printer.ts";
import { openMaskingPrinter } from "./masking-printer.ts";

/** How long to wait between two looks for more. */
const lookMs = 100;

/** A log in a run's folder, read from its beginning; false: there is none (any more). */
export async function printLogFile(stateDir: string, run: RunId, printer: LogPrinter): Promise<boolean> {
  const file = await openLog(stateDir, run);
  if (!file) return false;
  const masking = openMaskingPrinter(stateDir, run, printer);
  try {
    await printOn(file, 0, masking);
    masking.end();
    return true;
  } finally {
    masking.close();
    await file.close();
  }
}

/**
 * Prints what a run prints until it has ended, or `signal` is aborted. One that waits is waited for. False: it has ended
 * and its folder was gone before anything of it could be read.
 */
export async function followLog(of: {
  stateDir: string;
  run: RunId;
  journal: Journal;
  printer: LogPrinter;
  signal: AbortSignal;
}): Promise<boolean> {
  const { stateDir, run, journal, printer, signal } = of;
  let file: FileHandle | undefined;
  let masking: ReturnType<typeof openMaskingPrinter> | undefined;
  let at = 0;
  try {
    while (!signal.aborted) {
      // The end first, then the log: the other way round its last lines could be missed.
      const hasEnded = journal.run(run) !== undefined;
      file ??= await openLog(stateDir, run);
      if (file) masking ??= openMaskingPrinter(stateDir, run, printer);
      if (file) at = await printOn(file, at, masking!);
      if (hasEnded) break;
      await sleep(lookMs, undefined, { signal }).catch(() => undefined);
    }
    (masking ?? printer).end();
    return file !== undefined;
  } finally {
    masking?.close();
    await file?.close();
  }
}

async function openLog(stateDir: string, run: RunId): Promise<FileHandle | undefined> {
  try {
    return await open(findLog(stateDir, run), "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** All that is there from `from` on; gives where it ended. */
async function printOn(file: FileHandle, from: number, printer: LogPrinter): Promise<number> {
  for (let at = from; ;) {
    const { skipped, bytes } = await readOn(file, at, keptLogBytes);
    if (bytes.length === 0) return at;
    if (skipped > 0) printer.skip(skipped);
    printer.print(bytes);
    at += skipped + bytes.length;
  }
}
