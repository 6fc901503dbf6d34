import { taskId } from "../../../src/model/ids.ts";
import type { ReportCommit } from "../../../src/model/report-commit.ts";
import { renderRunCommit } from "../../../src/report/index.ts";
import { host, makeLog, makeRecord } from "./make-record.ts";

const tasks = 100;

/** Report commits number `from` to `from + count - 1` of a host with a hundred hourly tasks, each with a short log. */
export function makeReports(from: number, count: number): readonly ReportCommit[] {
  return Array.from({ length: count }, (_, index) => makeReport(from + index));
}

function makeReport(number: number): ReportCommit {
  const task = taskId(`chore-${String(number % tasks).padStart(2, "0")}`);
  const record = makeRecord({ number, task, hour: Math.floor(number / tasks) });
  const log = makeLog(number);
  return renderRunCommit({
    record,
    host,
    log: { head: log, tail: new Uint8Array(), bytes: log.length },
    logBytes: 65_536,
    runnerVersion: "0.1.0",
  });
}
