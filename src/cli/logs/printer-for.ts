import type { LogPrinter } from "../log-printer.ts";
import { makeLogPrinter } from "../log-printer.ts";
import type { Call } from "../verb.ts";
import { textOption } from "../verb.ts";

/** A printer for a run's log that is followed: with `--json` a value for each line, else the lines, with `prefix` before each. */
export function printerFor(
  call: Call,
  run: { readonly id: string; readonly task: string },
  prefix?: string,
): LogPrinter {
  const of = call.json ? { run: { task: run.task, run: run.id } } : { prefix };
  return makeLogPrinter(call.io, { ...of, grep: textOption(call, "grep") });
}
