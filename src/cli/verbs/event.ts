import { exitCodes } from "../exit-codes.ts";
import { printTrouble, talkToRunner } from "../ask.ts";
import { openHere } from "../open-here.ts";
import { renderPastOutcome } from "../past-run.ts";
import { printJson } from "../print-json.ts";
import { toRunResult } from "../run-result.ts";
import { findHolder } from "../find-holder.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "tell the runner that the host goes down",
  example: `runner event shutdown
Runs the tasks with on = ["shutdown"], within shutdown_grace; nothing else starts any more until the runner is started
anew. For ExecStop= of a unit, or the script that takes a host down.`,
  declare: (command) => void command.argument("<event>", "shutdown"),
  async run(call) {
    const [event] = call.args;
    if (event !== "shutdown") {
      const what = `there is no event ${JSON.stringify(event)} to be told of`;
      return printTrouble(call, { what, hint: "Write `runner event shutdown`.", code: exitCodes.invalid });
    }
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    if (!findHolder(opened.here.stateDir)) {
      const what = "no runner is up to be told";
      return printTrouble(call, { what, hint: "`runner start` makes one.", code: exitCodes.world });
    }
    return talkToRunner(call, { here: opened.here, verb: "event" }, async (runner) => {
      const asked = await runner.ask({ ask: "event", event });
      if (!asked.ok) return printTrouble(call, asked.error);
      const runs = asked.value.answer === "runs" ? asked.value.runs : [];
      if (call.json) {
        const told = runs.map(({ id, task, end }) =>
          end ? toRunResult(end) : { id, task, status: "started", reason: "" },
        );
        printJson(call.io, told);
      } else {
        for (const { task, end } of runs) {
          const outcome = end ? escapeTerminal(renderPastOutcome(end)) : "goes on: its time (shutdown_grace) is up";
          call.io.out(`${task}: ${outcome}\n`);
        }
        if (runs.length === 0) call.io.out("nothing is to be run at shutdown\n");
      }
      return runs.every(({ end }) => end?.status === "success") ? exitCodes.fine : exitCodes.taskFailed;
    });
  },
};
