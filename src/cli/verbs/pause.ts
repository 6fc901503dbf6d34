import { talkToRunner } from "../ask.ts";
import { askAndTell } from "../ask-and-tell.ts";
import { exitCodes } from "../exit-codes.ts";
import { openHere } from "../open-here.ts";
import { readScope } from "../read-scope.ts";
import type { Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "let a task, or everything, not run until `resume`",
  example: `runner pause backup --reason "the disk is being replaced"
What runs goes on. The slots of the time in between are not caught up.`,
  declare: (command) =>
    void command
      .argument("[task]", "this one")
      .option("--all", "everything, tasks yet to come too")
      .requiredOption("--reason <text>", "why: whoever wonders is shown it"),
  async run(call) {
    const scope = readScope(call);
    if ("bad" in scope) return exitCodes.invalid;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const reason = textOption(call, "reason")!;
    return talkToRunner(call, { here: opened.here, verb: "pause" }, (runner) =>
      askAndTell(call, runner, { ask: "pause", task: scope.value, reason }),
    );
  },
};
