import type { Ask } from "../reconcile/control/protocol.ts";
import type { Runner } from "./ask.ts";
import { printTrouble } from "./ask.ts";
import { bringUpToDate } from "./bring-up-to-date.ts";
import type { ExitCode } from "./exit-codes.ts";
import { printDone } from "./print-done.ts";
import type { Call } from "./verb.ts";

/** Asks for something that is done when it is answered. */
export async function askAndTell(call: Call, runner: Runner, ask: Ask): Promise<ExitCode> {
  const outdated = await bringUpToDate(call, runner);
  const said = await runner.ask(ask);
  if (!said.ok) {
    const code = printTrouble(call, said.error);
    return outdated ?? code;
  }
  return printDone(call, said.value.answer === "done" ? said.value.message : "done");
}
