import type { Ask } from "../../reconcile/control/protocol.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { talkToRunner } from "../ask.ts";
import { askAndTell } from "../ask-and-tell.ts";
import { exitCodes } from "../exit-codes.ts";
import { openHere } from "../open-here.ts";
import { readScope } from "../read-scope.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "end a pause, or let a held revision through",
  example: `runner resume backup
runner resume --revision 1f2e3d4
The second one says that this commit may remove as many tasks as it does.`,
  declare: (command) =>
    void command
      .argument("[task]", "this one")
      .option("--all", "everything, and each task that is paused by itself")
      .option("--revision <sha>", "a held revision, or the beginning of its name"),
  async run(call) {
    const revision = textOption(call, "revision");
    const ask = revision === undefined ? readResume(call) : readAcknowledge(call, revision);
    if (!ask) return exitCodes.invalid;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    return talkToRunner(call, { here: opened.here, verb: "resume" }, (runner) => askAndTell(call, runner, ask));
  },
};

function readResume(call: Call): Ask | undefined {
  const scope = readScope(call);
  return "bad" in scope ? undefined : { ask: "resume", task: scope.value };
}

function readAcknowledge({ io, args, options }: Call, sha: string): Ask | undefined {
  if (/^[0-9a-f]{4,64}$/.test(sha) && args.length === 0 && options["all"] !== true) return { ask: "acknowledge", sha };
  io.err(
    `runner: --revision takes the name of a commit, or at least four digits of it, and nothing beside it; this was "${escapeTerminal(sha)}"\n  \`runner status\` shows what is held.\n`,
  );
  return undefined;
}
