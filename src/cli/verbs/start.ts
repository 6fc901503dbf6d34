import { runDaemon } from "../../reconcile/run-daemon.ts";
import { exitCodes } from "../exit-codes.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { runnerOptions } from "../runner-options.ts";
import type { Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "run the repository's tasks as they fall due, until stopped",
  example: `runner start --repo /srv/ops
Follows the configured branch and runs what is due; waits first where \`run\` or \`reconcile\` is still at work. SIGTERM,
Ctrl-C or \`runner stop\` ends it; its runs go on.`,
  declare: (command) =>
    void command.option("--worktree", "apply uncommitted files too, for trying things out; reports say so"),
  async run(call) {
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const done = await runDaemon(runnerOptions(call, opened.here, "start"), call.io.stop);
    return done.ok ? exitCodes.fine : printFault(call.io, done.error);
  },
};
