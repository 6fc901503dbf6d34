import { Argument } from "commander";
import { findDaemon } from "../../reconcile/control/ask-daemon.ts";
import type { Runner } from "../ask.ts";
import { printTrouble, talkToRunner } from "../ask.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { showProgress } from "../progress.ts";
import { tellStandings } from "../tell-standings.ts";
import type { Call, Verb } from "../verb.ts";
import { untilStopped } from "../until-stopped.ts";

export const verb: Verb = {
  summary: "tell the runner of something that happened: shutdown",
  example: `runner event shutdown
For an rc script, where no systemd tells that the host goes down: runs what is on shutdown and waits for it, at most
shutdown_grace. From then on nothing else starts until the runner is started anew.`,
  declare: (command) => void command.addArgument(new Argument("<event>", "what happened").choices(["shutdown"])),
  async run(call) {
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const { here } = opened;
    const found = await findDaemon(here.stateDir);
    if (!found.ok) return printFault(call.io, found.error);
    if (!found.value) {
      const hint = "Tell it while the runner is still up, before it is stopped; `runner start` starts one.";
      return printFault(call.io, { what: "no runner is up here that could be told of an event", hint });
    }
    return talkToRunner(call, { here, verb: "event" }, (runner) => shutDown(call, runner));
  },
};

async function shutDown(call: Call, runner: Runner): Promise<ExitCode> {
  const { io } = call;
  const progress = showProgress(io, "waiting for what is on shutdown,");
  const said = await untilStopped(io, runner.ask({ ask: "event", event: "shutdown" }));
  progress.end();
  if (said === "stopped") {
    io.err("what is on shutdown goes on, and nothing else starts until the runner is started anew\n");
    return exitCodes.taskFailed;
  }
  if (!said.ok) return printTrouble(call, said.error);
  const runs = said.value.answer === "runs" ? said.value.runs : [];
  if (!call.json && runs.length === 0) io.out("no task is on shutdown\n");
  const code = tellStandings(call, runs);
  // What is open still has had its time.
  return runs.every(({ end }) => end !== undefined) ? code : exitCodes.taskFailed;
}
