import { neutralize } from "../diagnostics/neutralize.ts";
import { noTaskRepository } from "../diagnostics/reading-codes.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Call } from "./verb.ts";

/** Where a verb was called there are no tasks: what was looked for, and how to come by some. */
export function printNoRepository({ io, dir }: Call): ExitCode {
  const { message, hint = "" } = noTaskRepository(dir);
  io.err(`runner: ${neutralize(message)}\n  ${hint}\n`);
  return exitCodes.invalid;
}
