import { readFile } from "node:fs/promises";
import { findKeptLog } from "../execute/inspect-run.ts";
import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { RunEnd } from "../model/run.ts";
import { printLogFile } from "./follow-log.ts";
import type { LogPrinter } from "./log-printer.ts";
import type { Here } from "./open-here.ts";
import { readReportedLog } from "./read-reported-log.ts";
import type { RemovedLog } from "./removed-log.ts";

/**
 * What a run that has ended has printed: from its folder while that is there, then as it was put away, which has more of it
 * than its report; then what its report has. Gives where it is to be found where it is too old for all of them.
 */
export async function printRunLog(
  here: Here,
  end: RunEnd,
  to: { printer: LogPrinter; now: () => Instant },
): Promise<Result<RemovedLog | undefined, Fault>> {
  if (await printLogFile(here.stateDir, end.id, to.printer)) return ok(undefined);
  const kept = await readKept(here.stateDir, end);
  const read = kept ? ok({ kind: "there" as const, bytes: kept }) : await readReportedLog(here, end, to.now);
  if (!read.ok) return failure(read.error);
  if (read.value.kind === "removed") return ok(read.value);
  to.printer.print(read.value.bytes);
  to.printer.end();
  return ok(undefined);
}

/** It is masked already. */
async function readKept(stateDir: string, { id }: RunEnd): Promise<Uint8Array | undefined> {
  try {
    return await readFile(findKeptLog(stateDir, id));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
