import type { RunEnd } from "../model/run.ts";
import type { Fault } from "../model/fault.ts";
import type { Instant } from "../model/instant.ts";
import { reportsBranch } from "../model/reports-branch.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import { readFirstSettings } from "../reconcile/read-settings.ts";
import { logPath, reportPath } from "../report/index.ts";
import type { Here } from "./open-here.ts";
import { readCore } from "./read-core.ts";

/** The log of a run as it was committed to the reports branch; undefined: there is none. */
export async function readReportedLog(
  here: Here,
  end: RunEnd,
  now: () => Instant,
): Promise<Result<Uint8Array | undefined, Fault>> {
  const { repository, host } = here;
  const core = await readCore(here, { now: now() });
  if (!core.ok) return core;
  const settings = core.value.state.catalog?.settings ?? (await readFirstSettings({ repository, host, now }));
  core.value.close();
  const { author } = settings.reports;
  const path = logPath(reportPath(end));
  const files = await repository
    .reports({ branch: reportsBranch(settings), remote: undefined, author })
    .readFiles([path]);
  return files.ok ? ok(files.value.get(path)) : files;
}
