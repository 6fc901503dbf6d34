import type { Keep, Task } from "../../../model/task.ts";
import { keepsAYear } from "../../../model/unsaid.ts";
import { duration } from "../show.ts";

/* What follows from a change of how runs are told, and for how long. */

export function showKeep({ keep }: Task): string | undefined {
  if (keep.reportsMs === keepsAYear.reportsMs && keep.logsMs === keepsAYear.logsMs) return undefined;
  return `reports ${time(keep.reportsMs) ?? "for ever"}, logs ${time(keep.logsMs) ?? "as long"}`;
}

function time(ms: number | undefined): string | undefined {
  return ms === 0 ? "0s" : duration(ms);
}

export function ofKeep({ keep: before }: Task, { keep: after }: Task): string | undefined {
  const sooner = [
    ...(isShorter(after.reportsMs, before.reportsMs) ? ["reports"] : []),
    ...(isShorter(logsOf(after), logsOf(before)) ? ["logs"] : []),
  ];
  return sooner.length === 0 ? undefined : `older ${sooner.join(" and ")} leave the reports branch`;
}

function logsOf({ reportsMs, logsMs }: Keep): number | undefined {
  return logsMs ?? reportsMs;
}

function isShorter(after: number | undefined, before: number | undefined): boolean {
  return (after ?? Infinity) < (before ?? Infinity);
}

export function ofReport(_: Task, { report }: Task): string {
  return report === "digest" ? "its successes share one commit an hour" : "each success is a commit of its own";
}

export function ofDryRun(_: Task, { dryRun }: Task): string {
  return dryRun ? "runs are told to change nothing (RUNNER_DRY_RUN=1)" : "runs are in earnest";
}

export function ofSupportsDryRun(_: Task, { supportsDryRun }: Task): string {
  return supportsDryRun
    ? "`runner run --dry-run` starts it, with RUNNER_DRY_RUN=1"
    : "`runner run --dry-run` starts nothing of it";
}
