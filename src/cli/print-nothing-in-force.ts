import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import type { Core } from "./read-core.ts";
import { findRevisionTrouble, renderRevisionTrouble } from "./revision-trouble.ts";

/** No revision is in force, so that nothing can be said of its tasks: why, and what brings one into force. */
export function printNothingInForce(io: Io, core: Core): ExitCode {
  const trouble = findRevisionTrouble(core);
  if (trouble) {
    io.err(
      `runner: no revision is in force yet; the newest was turned away\n${renderRevisionTrouble(trouble)}  Mend it, commit, and it comes into force.\n`,
    );
  } else if (core.inForce) {
    io.err(
      "runner: the revision that was in force does not hold for this version of the runner\n  `runner status` shows what is wrong with it.\n",
    );
  } else {
    io.err(
      "runner: no revision is in force here yet\n  `runner start` brings the newest commit into force, `runner reconcile` does so once.\n",
    );
  }
  return exitCodes.invalid;
}
