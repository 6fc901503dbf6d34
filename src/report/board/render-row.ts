import type { Instant } from "../../model/instant.ts";
import { parseInstant, renderInstant } from "../../model/instant.ts";
import { renderOutcome } from "../message/render-outcome.ts";
import type { BoardEntry, LastRun } from "./board-entry.ts";
import { escapeMarkdown } from "./escape-markdown.ts";

const symbols = { success: "✅", failed: "❌", lost: "❓", cancelled: "⏹", skipped: "⏭" } as const;

/** A row is to stay one line on a wide screen. */
const mostOfSummary = 120;

/** One task as a row of a Markdown table. */
export function renderRow(entry: BoardEntry, withHost: boolean): string {
  const cells = [
    escapeMarkdown(entry.task),
    ...(withHost ? [escapeMarkdown(entry.host)] : []),
    renderResult(entry),
    renderWhen(entry.last?.endedAt),
    renderLastSuccess(entry),
    renderWhen(entry.nextSlot),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** `2026-11-20 02:00`: a moment in UTC, to the minute. */
export function renderTime(instant: Instant): string {
  return renderInstant(instant).slice(0, 16).replace("T", " ");
}

function renderResult(entry: BoardEntry): string {
  return [
    entry.last ? renderLast(entry.last) : "not run yet",
    ...(entry.failures > 1 ? [`${entry.failures} in a row`] : []),
    ...(entry.paused === undefined ? [] : [`⏸ paused: ${escapeMarkdown(entry.paused)}`]),
  ].join(" · ");
}

function renderLastSuccess({ last, lastSuccess }: BoardEntry): string {
  if (!lastSuccess) return "never";
  const when = renderWhen(lastSuccess.endedAt);
  return lastSuccess.id === last?.id ? when : link(when, lastSuccess.report);
}

function renderLast(last: LastRun): string {
  const result = `${symbols[last.status]} ${link(escapeMarkdown(renderOutcome(last)), last.report)}`;
  const logged = last.log === undefined ? result : `${result} · ${link("log", last.log)}`;
  return last.summary === undefined ? logged : `${logged} · ${escapeMarkdown(last.summary, mostOfSummary)}`;
}

function link(text: string, path: string): string {
  return `[${text}](${path})`;
}

function renderWhen(instant: string | undefined): string {
  const at = instant === undefined ? undefined : parseInstant(instant);
  return at === undefined ? "" : renderTime(at);
}
