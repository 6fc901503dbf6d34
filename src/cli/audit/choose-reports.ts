import type { Instant } from "../../model/instant.ts";
import { parseInstant } from "../../model/instant.ts";
import type { Report } from "../../report/index.ts";
import { parseReport } from "../../report/index.ts";

/** A report with the commit that brought it. */
export interface ReportOfCommit {
  readonly report: Report;
  readonly commit: string;
}

/**
 * Those that are asked for, newest first. `listed` comes commit by commit, the newest first; one commit may bring several,
 * of other tasks too, and older ones.
 */
export function chooseReports(
  listed: readonly { readonly commit: string; readonly text: string }[],
  { task, since, limit }: { task: string | undefined; since: Instant | undefined; limit: number },
): readonly ReportOfCommit[] {
  const ofCommits = new Map<string, ReportOfCommit[]>();
  for (const { commit, text } of listed) {
    const report = parseReport(text);
    if (!report || (task !== undefined && report.task !== task) || endOf(report) < (since ?? 0)) continue;
    ofCommits.set(commit, [...(ofCommits.get(commit) ?? []), { report, commit }]);
  }
  return [...ofCommits.values()]
    .flatMap((reports) => reports.sort((a, b) => endOf(b.report) - endOf(a.report)))
    .slice(0, limit);
}

function endOf({ endedAt }: Report): Instant {
  return parseInstant(endedAt) ?? 0;
}
