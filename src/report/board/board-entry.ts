import type { RunEnd } from "../../model/run.ts";
import { hasShape, isCount, isInstant, isText, oneOf, optional, parseShape } from "../has-shape.ts";
import type { MissedStretch, Report } from "../report.ts";

/**
 * The latest state of one task on one host: `hosts/<host>/tasks/<task>.json`, and a row of the board. Instants are
 * RFC 3339 text. Schema: `#/$defs/taskState` in schemas/report.schema.json.
 */
export interface BoardEntry {
  readonly version: number;
  readonly host: string;
  readonly task: string;
  readonly description?: string | undefined;
  readonly category?: string | undefined;
  readonly priority?: string | undefined;
  /** No longer defined on this host: the board leaves it out. */
  readonly removed?: true | undefined;
  readonly last?: LastRun | undefined;
  readonly lastSuccess?: LastSuccess | undefined;
  /** In a row, up to now. */
  readonly failures: number;
  /** Why it is paused. */
  readonly paused?: string | undefined;
  readonly nextSlot?: string | undefined;
}

export interface LastRun extends Pick<Report, "id" | "reason" | "slot" | "missed" | "endedAt" | "durationMs"> {
  readonly status: RunEnd["status"];
  /** In its own words, where it had some. */
  readonly summary?: string | undefined;
  /** Paths on the reports branch. */
  readonly report: string;
  readonly log?: string | undefined;
}

export interface LastSuccess {
  readonly id: string;
  readonly endedAt: string;
  readonly report: string;
}

/** Reads a task's state file back; undefined where the text is none. Of a newer version it takes what it knows. */
export function parseTaskState(text: string): BoardEntry | undefined {
  return parseShape(text, isBoardEntry);
}

/** They become links on the board, and whoever can push to the branch can write them: runs/ and plain names only. */
function isRunPath(value: unknown): boolean {
  return isText(value) && /^runs(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(value);
}

const isBoardEntry = hasShape<BoardEntry>({
  version: isCount,
  host: isText,
  task: isText,
  description: optional(isText),
  category: optional(isText),
  priority: optional(isText),
  removed: optional(oneOf(true)),
  last: optional(
    hasShape<LastRun>({
      id: isText,
      status: oneOf("success", "failed", "cancelled", "lost", "skipped"),
      reason: isText,
      slot: optional(isInstant),
      missed: optional(hasShape<MissedStretch>({ first: isInstant, last: isInstant, count: isCount })),
      endedAt: isInstant,
      durationMs: isCount,
      summary: optional(isText),
      report: isRunPath,
      log: optional(isRunPath),
    }),
  ),
  lastSuccess: optional(hasShape<LastSuccess>({ id: isText, endedAt: isInstant, report: isRunPath })),
  failures: isCount,
  paused: optional(isText),
  nextSlot: optional(isInstant),
});
