import { createHash } from "node:crypto";
import type { RunId, TaskId } from "../../model/ids.ts";
import { parseInstant } from "../../model/instant.ts";
import type { WalkedChange, WalkedCommit } from "../../model/walked-commit.ts";
import { logPath, reportPath } from "../branch-paths.ts";
import { runTrailers } from "../message/render-run-message.ts";
import { parseReport } from "../parse-report.ts";
import type { Report } from "../report.ts";
import { checkTrailers } from "./check-trailers.ts";
import type { Tell } from "./finding.ts";

/** The report that a run's commit adds, held against the commit's message, its own place and its log. */
export function checkRun(
  commit: WalkedCommit,
  trailers: ReadonlyMap<string, readonly string[]>,
  tell: Tell,
): { report: Report; path: string } | undefined {
  const added = commit.changes.filter(({ kind, path }) => kind === "added" && path.startsWith("runs/"));
  const reports = added.filter(({ path }) => path.endsWith(".json"));
  const file = reports[0];
  const others = added.filter((change) => change !== file && change.path !== (file && logPath(file.path)));
  for (const { path } of others) tell("foreign", "a run's commit adds one report and its log, and not this", path);
  if (!file) {
    tell("report", `it speaks of the run ${trailers.get("Run-Id")!.join(", ")} and adds no report`);
    return undefined;
  }
  const report = file.content && parseReport(file.content.toString("utf8"));
  if (!report) {
    tell("report", "the file is no report", file.path);
    return undefined;
  }
  if (placeOf(report) !== file.path)
    tell("report", `a report of ${report.task}, run ${report.id}, does not lie here`, file.path);
  checkTrailers(trailers, runTrailers(report), { tell, path: file.path });
  if (!commit.message.startsWith(`${report.task}: ${report.status}`))
    tell(
      "trailer",
      `the subject does not begin with "${report.task}: ${report.status}", as the report does`,
      file.path,
    );
  checkLog(
    report,
    added.find(({ path }) => path === logPath(file.path)),
    { tell, path: file.path },
  );
  return { report, path: file.path };
}

function placeOf(report: Report): string {
  const slot = report.slot === undefined ? undefined : parseInstant(report.slot);
  return reportPath({ id: report.id as RunId, task: report.task as TaskId, slot });
}

function checkLog({ log }: Report, file: WalkedChange | undefined, where: { tell: Tell; path: string }): void {
  const { tell, path } = where;
  if (!log && file) tell("log", "its report knows of no log", file.path);
  if (!log) return;
  if (!file) {
    tell("log", "the log that the report names is not added with it", logPath(path));
    return;
  }
  if (log.path !== file.path) tell("log", `the report says that its log lies at ${log.path}`, file.path);
  const bytes = file.content ?? Buffer.alloc(0);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== log.sha256) tell("log", `its SHA-256 is ${sha256}; the report has ${log.sha256}`, file.path);
  else if (bytes.length !== log.committedBytes)
    tell("log", `it has ${bytes.length} bytes; the report says ${log.committedBytes}`, path);
}
