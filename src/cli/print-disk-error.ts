import { escapeTerminal } from "../text/escape-terminal.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";

/** A file could not be written. Anything that the disk did not say is a bug, and thrown on. */
export function printDiskError(io: Io, error: unknown): ExitCode {
  if (!(error instanceof Error) || !("syscall" in error)) throw error;
  io.err(
    `runner: ${escapeTerminal(error.message)}\n  Nothing that was there before has been changed; mend that and call again\n`,
  );
  return exitCodes.world;
}
