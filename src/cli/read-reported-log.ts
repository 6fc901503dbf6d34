import type { RunEnd } from "../model/run.ts";
import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import { reportsBranch } from "../model/reports-branch.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import { readFirstSettings } from "../reconcile/read-settings.ts";
import { logPath, parseReport, reportPath } from "../report/index.ts";
import type { ReportsBranch } from "../repository/index.ts";
import type { Here } from "./open-here.ts";
import { readCore } from "./read-core.ts";
import type { RemovedLog } from "./removed-log.ts";
import { toRemovedLog } from "./removed-log.ts";

/** Nothing in `bytes`: it has printed nothing, or nobody has heard of it. */
export type ReportedLog = { readonly kind: "there"; readonly bytes: Uint8Array } | RemovedLog;

/** The log of a run as it was committed to the reports branch. */
export async function readReportedLog(
  here: Here,
  end: RunEnd,
  now: () => Instant,
): Promise<Result<ReportedLog, Fault>> {
  const opened = await openReports(here, now);
  if (!opened.ok) return opened;
  const { reports, branch } = opened.value;
  const report = reportPath(end);
  const path = logPath(report);
  const files = await reports.readFiles([report, path]);
  if (!files.ok) return files;
  const log = files.value.get(path);
  const printedNothing = end.startedAt === undefined || saysNoLog(files.value.get(report));
  if (log || printedNothing) return ok({ kind: "there", bytes: log ?? new Uint8Array(0) });
  const found = await reports.findRemoval(path);
  if (!found.ok) return found;
  return ok(found.value ? toRemovedLog(found.value, branch) : { kind: "there", bytes: new Uint8Array(0) });
}

/** Where the log of a run is to be found that has left the journal, by its id or the beginning of one. */
export async function findForgottenLog(
  here: Here,
  idStart: string,
  now: () => Instant,
): Promise<Result<RemovedLog | undefined, Fault>> {
  if (!/^\d{8}T[0-9A-Za-z-]*$/.test(idStart)) return ok(undefined);
  const opened = await openReports(here, now);
  if (!opened.ok) return opened;
  const found = await opened.value.reports.findRemoval(`runs/*/*/*/*/${idStart}*.log`);
  return found.ok ? ok(found.value && toRemovedLog(found.value, opened.value.branch)) : found;
}

function saysNoLog(report: Uint8Array | undefined): boolean {
  if (report === undefined) return false;
  const parsed = parseReport(Buffer.from(report).toString("utf8"));
  return parsed !== undefined && parsed.log === undefined;
}

async function openReports(
  here: Here,
  now: () => Instant,
): Promise<Result<{ reports: ReportsBranch; branch: string }, Fault>> {
  const { repository, host } = here;
  const core = await readCore(here, { now: now() });
  if (!core.ok) return failure(core.error);
  const settings = core.value.state.catalog?.settings ?? (await readFirstSettings({ repository, host, now }));
  core.value.close();
  const branch = reportsBranch(settings);
  const { author } = settings.reports;
  return ok({ reports: repository.reports({ branch, remote: undefined, author }), branch });
}
