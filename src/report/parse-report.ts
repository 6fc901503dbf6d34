import {
  anything,
  byKind,
  hasShape,
  isCount,
  isInstant,
  isText,
  listOf,
  oneOf,
  optional,
  parseShape,
} from "./has-shape.ts";
import type { Undone } from "../model/undo.ts";
import { isFact, isTrigger } from "./is-trigger.ts";
import type { MissedStretch, Report, ReportedAttempt, ReportedLog, SummedResources } from "./report.ts";

/** Reads a report back; undefined where the text is none. Of a newer version's keys it takes those it knows. */
export function parseReport(text: string): Report | undefined {
  return parseShape(text, isReport);
}

const resources = {
  userMs: optional(isCount),
  systemMs: optional(isCount),
  peakMemoryBytes: optional(isCount),
  peakMemoryMeasured: optional(isText),
  outputBytes: optional(isCount),
};

const isAttempt = hasShape<ReportedAttempt>({
  number: isCount,
  startedAt: isInstant,
  endedAt: isInstant,
  durationMs: isCount,
  exit: byKind({
    exited: hasShape<{ code: number }>({ code: isCount }),
    signalled: hasShape<{ signal: string }>({ signal: isText }),
    check: hasShape<{ code: number }>({ code: isCount }),
    limit: hasShape<{ limit: string }>({ limit: isText }),
    unstartable: hasShape<{ problem: string }>({ problem: isText }),
    lost: anything,
  }),
  ended: optional(isText),
  resources: hasShape(resources),
});

const isReport = hasShape<Report>({
  version: isCount,
  id: isText,
  task: isText,
  host: isText,
  status: oneOf("success", "failed", "cancelled", "lost", "skipped"),
  reason: isText,
  detail: isText,
  trigger: isTrigger,
  facts: optional(listOf(isFact)),
  slot: optional(isInstant),
  missed: optional(hasShape<MissedStretch>({ first: isInstant, last: isInstant, count: isCount })),
  wantedAt: isInstant,
  startedAt: optional(isInstant),
  endedAt: isInstant,
  durationMs: isCount,
  dryRun: optional(oneOf(true)),
  attempts: listOf(isAttempt),
  resources: optional(hasShape<SummedResources>({ wallMs: isCount, ...resources })),
  rollback: optional(
    hasShape<Undone>({ state: oneOf("done", "failed"), by: oneOf("restore"), changed: isCount, detail: isText }),
  ),
  revision: optional(hasShape<{ sha: string; worktree: boolean }>({ sha: isText, worktree: optional(oneOf(true)) })),
  definition: optional(hasShape<{ file: string; line: number }>({ file: isText, line: isCount })),
  log: optional(hasShape<ReportedLog>({ path: isText, bytes: isCount, committedBytes: isCount, sha256: isText })),
  nextSlot: optional(isInstant),
  runnerVersion: isText,
});
