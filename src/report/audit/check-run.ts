import type { WalkedCommit } from "../../model/walked-commit.ts";
import { logPath } from "../branch-paths.ts";
import { runTrailers } from "../message/render-run-message.ts";
import type { AddedReport } from "./check-report.ts";
import { checkReport } from "./check-report.ts";
import { checkTrailers } from "./check-trailers.ts";
import type { Tell } from "./finding.ts";

/** The report that a run's commit adds, held against the commit's message, its own place and its log. */
export function checkRun(
  commit: WalkedCommit,
  trailers: ReadonlyMap<string, readonly string[]>,
  tell: Tell,
): AddedReport | undefined {
  const added = commit.changes.filter(({ kind, path }) => kind === "added" && path.startsWith("runs/"));
  const file = added.find(({ path }) => path.endsWith(".json"));
  const others = added.filter((change) => change !== file && change.path !== (file && logPath(file.path)));
  for (const { path } of others) tell("foreign", "a run's commit adds one report and its log, and not this", path);
  if (!file) {
    tell("report", `it speaks of the run ${trailers.get("Run-Id")!.join(", ")} and adds no report`);
    return undefined;
  }
  const checked = checkReport(file, added, tell);
  if (!checked) return undefined;
  const { report, path } = checked;
  checkTrailers(trailers, runTrailers(report), { tell, path });
  const begin = `${report.task}: ${report.status}`;
  if (!commit.message.startsWith(begin))
    tell("trailer", `the subject does not begin with "${begin}", as the report does`, path);
  return checked;
}
