import type { Runner } from "./ask.ts";
import { printTrouble } from "./ask.ts";
import type { ExitCode } from "./exit-codes.ts";
import { exitCodes } from "./exit-codes.ts";
import { renderRevisionTrouble } from "./revision-trouble.ts";
import type { Call } from "./verb.ts";

/**
 * Lets a runner that was made for a verb's own time bring the newest commit into force first; a daemon does so by
 * itself. What stands in the way is told, and the exit code handed back for the case that there is no older revision
 * to go on with.
 */
export async function bringUpToDate(call: Call, runner: Runner): Promise<ExitCode | undefined> {
  if (runner.isDaemon) return undefined;
  const synced = await runner.ask({ ask: "sync" });
  if (!synced.ok) return printTrouble(call, synced.error);
  const revision = synced.value.answer === "done" ? synced.value.revision : undefined;
  if (revision?.state !== "rejected" && revision?.state !== "held") return undefined;
  call.io.err(`runner: the newest revision does not come into force\n${renderRevisionTrouble(revision)}`);
  return exitCodes.invalid;
}
