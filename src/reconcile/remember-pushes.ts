import type { Fault } from "../model/fault.ts";
import type { Sha } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import type { ReportsBranch } from "../repository/index.ts";
import type { Log } from "./log.ts";
import { keepTip, knownTipsPath } from "./pushed-memory.ts";

/**
 * The branch, whose tip is remembered outside of it whenever it is where it will stay: pushed, or committed where it is
 * not pushed anywhere. That a branch does not contain what this host has pushed is said once, and kept for the audit.
 */
export function rememberPushes(
  reports: ReportsBranch,
  of: {
    stateDir: string;
    branch: string;
    push: boolean;
    now: () => Instant;
    log: Log;
    contains: (older: Sha, newer: Sha) => Promise<Result<boolean, Fault>>;
  },
): ReportsBranch {
  const { branch, log } = of;
  const path = knownTipsPath(of.stateDir, "pushed", branch);

  async function remember(): Promise<void> {
    const tip = await reports.tip();
    if (tip === undefined) return;
    try {
      const lost = await keepTip({ path, branch, tip, at: of.now(), contains: of.contains });
      if (lost === undefined) return;
      const hint =
        "`runner audit --verify` tells more. Find out who may rewrite it, and protect it against force pushes.";
      log.warn(
        { hint, lost },
        `${branch} was rewritten: it does not contain ${lost.slice(0, 12)}, which was pushed from here`,
      );
    } catch (error) {
      const hint = `Make ${path} writable for the runner.`;
      log.warn({ hint }, `where ${branch} is is not remembered outside of it: ${(error as Error).message}`);
    }
  }

  return {
    ...reports,
    commit: async (commits) => {
      const committed = await reports.commit(commits);
      if (committed.ok && !of.push) await remember();
      return committed;
    },
    push: async () => {
      const pushed = await reports.push();
      if (pushed.ok && pushed.value.kind === "pushed") await remember();
      return pushed;
    },
  };
}
