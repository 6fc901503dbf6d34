import { reportsBranch } from "../model/reports-branch.ts";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import { readFirstSettings } from "../reconcile/read-settings.ts";
import { parseReport, reportPath } from "../report/index.ts";
import type { Here } from "./open-here.ts";

/** The sum of a run's rollback point as its report has it; undefined: there is no such report, or it says nothing. */
export async function readReportedSum(
  { repository, host }: Here,
  run: { id: RunId; task: TaskId },
  now: () => Instant,
): Promise<string | undefined> {
  const settings = await readFirstSettings({ repository, host, now });
  const path = reportPath({ ...run, slot: undefined });
  const { author } = settings.reports;
  const reports = repository.reports({ branch: reportsBranch(settings), remote: undefined, author });
  const files = await reports.readFiles([path]);
  const report = files.ok ? files.value.get(path) : undefined;
  return report && parseReport(Buffer.from(report).toString())?.point?.sha256;
}
