import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Call } from "./verb.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";

/** Where a verb was called there are no tasks: what was looked for, and how to come by some. */
export function printNoRepository({ io, dir }: Call): ExitCode {
  io.err(
    `runner: ${escapeTerminal(dir)} is no task repository: there is neither a runner.toml nor a tasks.d folder
  Go into one, say which with --repo DIR, or make one: runner init DIR
`,
  );
  return exitCodes.invalid;
}
