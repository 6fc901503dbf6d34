import { closest } from "../diagnostics/closest.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** There is no such task: what it may have been meant to be, and where to look. */
export function printUnknownTask(io: Io, name: string, known: Iterable<string>): ExitCode {
  const meant = closest(name, known);
  const hint =
    meant === undefined
      ? "`runner list` shows the tasks of the work tree, `runner status` those in force."
      : `Did you mean ${meant}?`;
  io.err(`runner: there is no task ${escapeTerminal(name)} in the revision in force\n  ${escapeTerminal(hint)}\n`);
  return exitCodes.invalid;
}
