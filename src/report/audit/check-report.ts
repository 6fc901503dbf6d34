import { createHash } from "node:crypto";
import type { RunId, TaskId } from "../../model/ids.ts";
import { parseInstant } from "../../model/instant.ts";
import type { WalkedChange } from "../../model/walked-commit.ts";
import { logPath, reportPath } from "../branch-paths.ts";
import { parseReport } from "../parse-report.ts";
import type { Report } from "../report.ts";
import type { Tell } from "./finding.ts";

/** A report as it was added, at its place. */
export interface AddedReport {
  readonly report: Report;
  readonly path: string;
}

/** A report that a commit adds, held against its own place and its log, which is to be among what is added. */
export function checkReport(file: WalkedChange, added: readonly WalkedChange[], tell: Tell): AddedReport | undefined {
  const { path } = file;
  const report = file.content && parseReport(file.content.toString("utf8"));
  if (!report) {
    tell("report", "the file is no report", path);
    return undefined;
  }
  if (placeOf(report) !== path) tell("report", `a report of ${report.task}, run ${report.id}, does not lie here`, path);
  const log = added.find((change) => change.path === logPath(path));
  checkLog(report, log, { tell, path });
  return { report, path };
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
