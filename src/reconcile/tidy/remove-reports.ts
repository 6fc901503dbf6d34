import type { Fault } from "../../model/fault.ts";
import { reportsBranch } from "../../model/reports-branch.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import {
  chooseRemoved,
  isTaskStatePath,
  parseTaskState,
  renderRetentionMessage,
  reportPath,
} from "../../report/index.ts";
import type { TidyEdges } from "./index.ts";

/**
 * Takes reports and logs that are older than they are kept off the tip of the reports branch. Gives those that went, or
 * would. Commits of ours that are not pushed yet may be made again (publisher.ts): what they hold stays, or it would be
 * taken for missing.
 */
export async function removeReports(
  of: Pick<TidyEdges, "repository" | "journal" | "settings" | "now" | "keepOf" | "onStep">,
  dryRun: boolean,
): Promise<Result<readonly string[], Fault>> {
  const settings = of.settings();
  const { reports, host } = settings;
  const branch = reportsBranch(settings);
  let gone: readonly string[] = [];
  const done = await of.repository
    .reports({ branch, remote: undefined, author: reports.author })
    .remove((paths, states) => {
      const now = of.now();
      const inUse = new Set([...unpublished(of.journal), ...named(states)]);
      const { cuts, removed } = chooseRemoved({ paths, keepOf: of.keepOf, inUse, now });
      gone = removed;
      if (dryRun || removed.length === 0) return undefined;
      of.onStep("removal-chosen");
      return { removed, message: renderRetentionMessage({ host: host.name, cuts, removed }), at: now };
    });
  return done.ok ? ok(gone) : done;
}

/** What is held may be on the branch as well: it is marked after its commit was made. */
function unpublished(journal: TidyEdges["journal"]): readonly string[] {
  const all = Number.MAX_SAFE_INTEGER;
  return [...journal.held(all), ...journal.pending(0, all), ...journal.pending(1, all)].flatMap((pending) =>
    pending.kind === "run" ? [reportPath(pending.record.end)] : [],
  );
}

/** The last run and the last success of each task, on all hosts. */
function named(states: ReadonlyMap<string, string>): readonly string[] {
  return [...states].flatMap(([path, text]) => {
    const state = isTaskStatePath(path) ? parseTaskState(text) : undefined;
    return [state?.last?.report, state?.lastSuccess?.report].filter((report) => report !== undefined);
  });
}
