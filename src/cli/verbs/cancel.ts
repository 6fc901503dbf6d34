import { findJournal } from "../../reconcile/open-journal.ts";
import { printTrouble, talkToRunner } from "../ask.ts";
import { findOpenRun } from "../find-run.ts";
import { openHere } from "../open-here.ts";
import { printDone } from "../print-done.ts";
import { printFault } from "../print-fault.ts";
import { untilStopped } from "../until-stopped.ts";
import type { Verb } from "../verb.ts";
import { whoAsks } from "../who-asks.ts";

export const verb: Verb = {
  summary: "end a run that is active, or one that waits",
  example: `runner cancel backup
The run of that task, where it has one; else by id, or the beginning of one. TERM first, KILL after kill_after.`,
  declare: (command) => void command.argument("<run>", "a run's id, the beginning of one, or a task"),
  async run(call) {
    const { io } = call;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const { here } = opened;
    const found = findJournal(here.stateDir);
    if (!found.ok) return printFault(io, found.error);
    const journal = found.value;
    const run = findOpenRun(journal, call.args[0]!);
    journal?.close();
    if (!run.ok) return printTrouble(call, run.error);
    const { id, task } = run.value;
    return talkToRunner(call, { here, verb: "cancel" }, async (runner) => {
      const said = await runner.ask({ ask: "cancel", run: id, by: whoAsks(here) });
      if (!said.ok) return printTrouble(call, said.error);
      if (runner.isDaemon)
        return printDone(call, `${task}: ${id} is being cancelled; \`runner status\` shows when it is gone`);
      // This is the only runner there is: it has to see it through.
      const ended = await untilStopped(io, runner.ask({ ask: "wait", runs: [id] }));
      if (ended === "stopped") return printDone(call, `${task}: ${id} is being cancelled; the next runner sees to it`);
      if (!ended.ok) return printTrouble(call, ended.error);
      return printDone(call, `${task}: ${id} is cancelled`);
    });
  },
};
