import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import type { RunEnd } from "../model/run.ts";
import { printLogFile } from "./follow-log.ts";
import type { LogPrinter } from "./log-printer.ts";
import type { Here } from "./open-here.ts";
import { readReportedLog } from "./read-reported-log.ts";

/** What a run that has ended has printed: from its folder while that is there, which is the whole; then what its report has. */
export async function printRunLog(
  here: Here,
  end: RunEnd,
  to: { printer: LogPrinter; now: () => Instant },
): Promise<Fault | undefined> {
  if (await printLogFile(here.stateDir, end.id, to.printer)) return undefined;
  const read = await readReportedLog(here, end, to.now);
  if (!read.ok) return read.error;
  if (read.value) to.printer.print(read.value);
  to.printer.end();
  return undefined;
}
