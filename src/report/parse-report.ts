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
  tableOf,
} from "./has-shape.ts";
import type { OutputProblem } from "../model/outputs.ts";
import type { Left, Undone } from "../model/undo.ts";
import { isFact, isTrigger } from "./is-trigger.ts";
import type {
  MissedStretch,
  Report,
  ReportedAttempt,
  ReportedLog,
  ReportedOutputs,
  SummedResources,
} from "./report.ts";

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

const isExit = byKind({
  exited: hasShape<{ code: number }>({ code: isCount }),
  signalled: hasShape<{ signal: string }>({ signal: isText }),
  check: hasShape<{ code: number }>({ code: isCount }),
  limit: hasShape<{ limit: string }>({ limit: isText }),
  unstartable: hasShape<{ problem: string }>({ problem: isText }),
  lost: anything,
});

const isAttempt = hasShape<ReportedAttempt>({
  number: isCount,
  startedAt: isInstant,
  endedAt: isInstant,
  durationMs: isCount,
  exit: isExit,
  ended: optional(isText),
  resources: hasShape(resources),
});

const isOutputs = hasShape<ReportedOutputs>({
  success: optional(oneOf(true, false)),
  summary: optional(isText),
  changes: optional(listOf(hasShape<{ kind: string }>({ kind: isText }))),
  metrics: optional(tableOf(isCount)),
  artifacts: optional(
    listOf(
      hasShape<{ path: string; sha256: string; bytes: number }>({
        path: isText,
        sha256: optional(isText),
        bytes: optional(isCount),
      }),
    ),
  ),
  data: optional(tableOf(anything)),
  problems: optional(listOf(hasShape<OutputProblem>({ where: isText, what: isText }))),
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
  outputs: optional(isOutputs),
  rollback: optional(
    hasShape<Undone>({
      state: oneOf("done", "failed"),
      by: oneOf("restore", "command"),
      changed: isCount,
      exit: optional(isExit),
      detail: isText,
      left: optional(listOf(hasShape<Left>({ path: isText, why: isText }))),
    }),
  ),
  point: optional(hasShape<{ sha256: string }>({ sha256: isText })),
  revision: optional(hasShape<{ sha: string; worktree: boolean }>({ sha: isText, worktree: optional(oneOf(true)) })),
  definition: optional(hasShape<{ file: string; line: number }>({ file: isText, line: isCount })),
  log: optional(hasShape<ReportedLog>({ path: isText, bytes: isCount, committedBytes: isCount, sha256: isText })),
  nextSlot: optional(isInstant),
  runnerVersion: isText,
});
