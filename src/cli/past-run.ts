import type { EndRecord } from "../model/decision.ts";
import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";
import { describeTrigger } from "../model/describe-trigger.ts";
import { reportFact, type ReportedFact } from "../model/report-fact.ts";
import { reportTrigger, type ReportedTrigger } from "../model/report-trigger.ts";
import type { RunEnd, Trigger } from "../model/run.ts";
import { isDry } from "../report/index.ts";
import { renderOutcome } from "../report/message/render-outcome.ts";
import type { Cell, Column } from "../text/table.ts";
import type { RunResult } from "./run-result.ts";
import { toRunResult } from "./run-result.ts";

/** An ended run, as `history --json` and `explain --json` tell it. Instants are RFC 3339 in UTC; what does not apply is absent. */
export interface PastRun extends RunResult {
  readonly trigger: ReportedTrigger;
  /** That let it start; absent where it asked for none. */
  readonly facts?: readonly ReportedFact[];
  /** The due moment; absent for requests. */
  readonly slot?: string;
  readonly wantedAt: string;
  /** Absent if it never started. */
  readonly startedAt?: string;
  readonly endedAt: string;
  /** How many attempts it took; 0 on skips. */
  readonly attempts: number;
  /** It was told to change nothing. */
  readonly dryRun?: true;
  /** The commit its definition came from. */
  readonly revision?: string;
  /** Of slots that were missed in one stretch and share this entry: first and last included. */
  readonly missed?: { readonly first: string; readonly last: string; readonly count: number };
}

export function toPastRun(record: Pick<EndRecord, "end" | "definition">): PastRun {
  const { end } = record;
  const missed = toMissed(end);
  return {
    ...toRunResult(end),
    trigger: reportTrigger(end.trigger),
    ...(end.facts.length === 0 ? {} : { facts: end.facts.map(reportFact) }),
    ...(end.slot === undefined ? {} : { slot: renderInstant(end.slot) }),
    wantedAt: renderInstant(end.wantedAt),
    ...(end.startedAt === undefined ? {} : { startedAt: renderInstant(end.startedAt) }),
    endedAt: renderInstant(end.endedAt),
    attempts: end.attempts.length,
    ...(isDry(record) && { dryRun: true }),
    ...(end.revision === undefined ? {} : { revision: end.revision }),
    ...(missed === undefined ? {} : { missed }),
  };
}

/** `success in 12.3 s`, `failed (exit 1) in 3 m 20 s`, `skipped (overlap)`, `dry run, success in 2 s`. */
export function renderPastOutcome(end: RunEnd, wasDry = isDry({ end, definition: undefined })): string {
  return `${wasDry ? "dry run, " : ""}${renderOutcome({ ...toRunResult(end), missed: toMissed(end) })}`;
}

/** `schedule`, `request of ada@web-1`, `needed by report`. */
function renderTrigger(trigger: Trigger): string {
  switch (trigger.kind) {
    case "schedule":
      return "schedule";
    case "catch-up":
      return "catch-up";
    case "request":
      return `request of ${trigger.by}`;
    case "task":
      return `${trigger.task} ${trigger.status}`;
    case "login":
      return `login of ${trigger.user}`;
    case "condition":
      return trigger.condition;
    case "boot":
    case "shutdown":
      return trigger.kind;
    case "changed":
    case "file-changed":
    case "needed-by":
      return describeTrigger(trigger);
  }
}

export const pastRunColumns: readonly Column[] = [
  // The run's id begins with about the same moment.
  { title: "ENDED", whole: true, spare: 2 },
  { title: "TASK", least: 12 },
  // `failed (exit 1) in 3 m 20 s`
  { title: "RESULT", least: 27 },
  { title: "WANTED BY", spare: 1 },
  { title: "RUN", whole: true },
];

export function pastRunRow(record: Pick<EndRecord, "end" | "definition">): readonly Cell[] {
  const { end } = record;
  const outcome = renderPastOutcome(end, isDry(record));
  return [
    renderSecond(end.endedAt),
    end.task,
    { text: withSummary(outcome, end.attempts.at(-1)?.outputs?.summary), style: styleOf(end.status) },
    renderTrigger(end.trigger),
    end.id,
  ];
}

/** How it ended, and what it says itself of it. */
export function withSummary(outcome: string, summary: string | undefined): string {
  return summary === undefined ? outcome : `${outcome}: ${summary}`;
}

export function styleOf(status: RunEnd["status"]): "green" | "red" | "yellow" | "dim" {
  switch (status) {
    case "success":
      return "green";
    case "failed":
    case "lost":
      return "red";
    case "cancelled":
      return "yellow";
    case "skipped":
      return "dim";
  }
}

/** `2026-11-20T02:00:12Z`: to the second, so that the columns stay in line. */
function renderSecond(instant: Instant): string {
  return renderInstant(Math.floor(instant / 1000) * 1000);
}

function toMissed({ missed }: RunEnd): { first: string; last: string; count: number } | undefined {
  return missed && { ...missed, first: renderInstant(missed.first), last: renderInstant(missed.last) };
}
