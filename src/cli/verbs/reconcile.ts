import type { PassOutcome } from "../../reconcile/run-once.ts";
import { runOnce } from "../../reconcile/run-once.ts";
import { renderOutcome } from "../../report/index.ts";
import { count } from "../count.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { toRunResult } from "../run-result.ts";
import { runnerOptions } from "../runner-options.ts";
import type { Call, Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "one pass: take the newest commit, run what is due, commit the reports, exit",
  example: `runner reconcile --repo /srv/ops
For cron or a systemd timer instead of the daemon. Set late_grace to the interval at which it is called.`,
  declare: (command) =>
    void command.option("--worktree", "apply uncommitted files too, for trying things out; reports say so"),
  async run(call) {
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const done = await runOnce(runnerOptions(call, opened.here, "reconcile"), call.io.stop.signal);
    return done.ok ? tell(call, done.value) : printFault(call.io, done.error);
  },
};

function tell(call: Call, { loaded, published, untold, ends }: PassOutcome): ExitCode {
  const { io } = call;
  const revision = loaded.ok && loaded.value.kind === "judged" ? loaded.value.event : undefined;
  if (call.json) {
    printJson(io, {
      revision: revision && { sha: revision.revision.sha, state: revision.state, reason: revision.reason },
      runs: ends.map(toRunResult),
    });
  } else {
    if (revision)
      io.out(`${revision.revision.sha.slice(0, 7)} ${revision.state}${revision.detail && `: ${revision.detail}`}\n`);
    for (const end of ends) io.out(`${end.task}: ${renderOutcome({ ...toRunResult(end), missed: undefined })}\n`);
    if (!revision && ends.length === 0) io.out("nothing to do\n");
  }
  if (untold && untold.left > 0) {
    const why = untold.trouble ?? { what: "it takes long to answer", hint: "The next pass goes on with them." };
    io.err(`${count(untold.left, "commit status", "commit statuses")} not told yet: ${why.what}\n  ${why.hint}\n`);
  }
  if (!loaded.ok) return printFault(io, loaded.error);
  if (published)
    return printFault(io, { what: `reports wait in the journal: ${published.what}`, hint: published.hint });
  if (revision?.state === "rejected" || revision?.state === "held") return exitCodes.invalid;
  return ends.some(({ status }) => status === "failed" || status === "lost") ? exitCodes.taskFailed : exitCodes.fine;
}
