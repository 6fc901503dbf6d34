import type { Report } from "../report.ts";
import { oneLine } from "../../model/one-line.ts";
import { renderElapsed } from "./render-elapsed.ts";

/** `success in 12.3 s`, `failed (exit 1) in 3 m 20 s`, `skipped (overlap)`, `lost`: how a run ended, in few words. */
export function renderOutcome(run: Pick<Report, "status" | "reason" | "durationMs" | "missed">): string {
  const why = renderReason(run);
  const timed = run.status !== "skipped" && run.status !== "lost" && (run.durationMs > 0 || run.status === "success");
  return `${run.status}${why && ` (${why})`}${timed ? ` in ${renderElapsed(run.durationMs)}` : ""}`;
}

function renderReason({ status, reason, missed }: Pick<Report, "status" | "reason" | "missed">): string {
  if (status === "success" || reason === status) return "";
  if (missed && missed.count > 1) return `missed, ${missed.count} slots from ${missed.first} to ${missed.last}`;
  return oneLine(reason.replace(/^(exit|signal)-/, "$1 "), 100);
}
