import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { askDaemon, findDaemon } from "../reconcile/control/ask-daemon.ts";
import type { Answer, Ask } from "../reconcile/control/protocol.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { Here } from "./open-here.ts";
import { printFault } from "./print-fault.ts";
import type { Call } from "./verb.ts";

/** What the runner said to an ask that it did. */
export type Said = Exclude<Answer, { readonly answer: "refused" }>;

/** Why an ask came to nothing, and what that makes of the verb. */
export interface Trouble {
  readonly what: string;
  readonly hint: string;
  readonly code: ExitCode;
}

/** The runner, as a verb reaches it. */
export interface Runner {
  /** Another process; else this one, for the time of the verb. */
  readonly isDaemon: boolean;
  ask(ask: Ask): Promise<Result<Said, Trouble>>;
}

/**
 * Lets a verb talk with the runner: with the daemon if there is one, else with one made for the purpose. Ctrl-C ends
 * waiting for an answer, not what was asked for.
 */
export async function talkToRunner(
  call: Call,
  of: { here: Here; verb: string },
  talk: (runner: Runner) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { io } = call;
  const { stateDir } = of.here;
  const found = await findDaemon(stateDir);
  if (!found.ok) return printFault(io, found.error);
  if (found.value) {
    return talk({
      isDaemon: true,
      // A request is seen through: the answer names the runs that go on when the waiting ends.
      ask: async (ask) => judge(await askDaemon(stateDir, ask, "requests" in ask ? undefined : io.stop.signal)),
    });
  }
  const [{ askHere }, { runnerOptions }] = await Promise.all([
    import("../reconcile/run-once.ts"),
    import("./runner-options.ts"),
  ]);
  // What is going on is the verb's to tell; the runner's own log is for what goes wrong.
  const { hostSettings } = of.here;
  const logLevel = hostSettings.logLevel === "info" ? "warn" : hostSettings.logLevel;
  const options = runnerOptions(call, { ...of.here, hostSettings: { ...hostSettings, logLevel } }, of.verb);
  const done = await askHere(options, io.stop.signal, (ask) =>
    talk({ isDaemon: false, ask: async (one) => judge(ok(await ask(one))) }),
  );
  if (!done.ok) return printFault(io, done.error);
  const { value: code, published } = done.value;
  if (published) io.err(`runner: reports wait in the journal: ${published.what}\n  ${published.hint}\n`);
  return code;
}

/** Says what came to nothing; gives the exit code. */
export function printTrouble({ io }: Pick<Call, "io">, { what, hint, code }: Trouble): ExitCode {
  io.err(`runner: ${escapeTerminal(what)}\n  ${escapeTerminal(hint)}\n`);
  return code;
}

function judge(answer: Result<Answer | undefined, Fault>): Result<Said, Trouble> {
  if (!answer.ok) return failure({ ...answer.error, code: exitCodes.world });
  const said = answer.value;
  if (said === undefined) {
    const what = "the runner went away at this very moment";
    return failure({ what, hint: "Try again: the verb does without one.", code: exitCodes.world });
  }
  if (said.answer !== "refused") return ok(said);
  const code = said.why === "invalid" ? exitCodes.invalid : exitCodes.world;
  return failure({ what: said.message, hint: said.hint, code });
}
