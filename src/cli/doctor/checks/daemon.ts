import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { renderHolder } from "../../../reconcile/hold-lock.ts";
import { findDaemon } from "../../../reconcile/control/ask-daemon.ts";
import type { Check, Finding } from "../check.ts";
import { fine, problem, warning } from "../check.ts";

/** Whether anybody is there to run what is due, and stays when the user leaves. */
export const daemon: Check = {
  name: "runner",
  of: "host",
  async look({ stateDir, holder }) {
    const findings: Finding[] = [];
    const answers = await findDaemon(stateDir);
    if (!answers.ok) findings.push(problem("daemon", answers.error.what, answers.error.hint));
    else if (answers.value) findings.push(fine("daemon", `${renderHolder(holder)} answers`));
    else if (holder?.verb === "start")
      findings.push(problem("daemon", `${renderHolder(holder)} does not answer`, "Restart it; its runs go on."));
    else if (holder) findings.push(fine("daemon", `none; ${renderHolder(holder)} is at work`));
    else
      findings.push(
        warning(
          "daemon",
          "none is up",
          "`runner start`, or call `runner reconcile` by a timer or cron: then nothing is missing.",
        ),
      );
    const lingering = lookAtLingering();
    return lingering ? [...findings, lingering] : findings;
  },
};

/** A user's services end with the user's last session, unless it lingers (loginctl(1)). Root's do not. */
function lookAtLingering(): Finding | undefined {
  if (process.geteuid!() === 0 || !existsSync("/run/systemd/system")) return undefined;
  const { username } = userInfo();
  if (existsSync(`/var/lib/systemd/linger/${username}`)) return fine("lingering", `${username} lingers`);
  const found = `${username} does not linger: a runner that is a service of this user ends with the last session`;
  return warning("lingering", found, `loginctl enable-linger ${username}`);
}
