import type { ReportedFact } from "../model/report-fact.ts";
import type { ReportedTrigger } from "../model/report-trigger.ts";
import { anything, byKind, hasShape, isCount, isInstant, isText, listOf, oneOf, optional } from "./has-shape.ts";

const isKnownFact = hasShape<{ fact: string; value: number | boolean; at: string }>({
  fact: isText,
  value: (value) => isCount(value) || typeof value === "boolean",
  at: isInstant,
});
const isUnknownFact = hasShape<{ fact: string; unknown: string; at: string }>({
  fact: isText,
  unknown: isText,
  at: isInstant,
});

/** What it was, or why that is not known: one of them is there. */
export function isFact(value: unknown): value is ReportedFact {
  return isKnownFact(value) || isUnknownFact(value);
}

/** Its keys but for `kind`, by which it is told apart. */
type Of<K extends ReportedTrigger["kind"]> = Omit<Extract<ReportedTrigger, { readonly kind: K }>, "kind">;

export const isTrigger = byKind({
  schedule: anything,
  "catch-up": anything,
  request: hasShape<Of<"request">>({
    id: isText,
    by: isText,
    reason: isText,
    category: optional(isText),
    confidence: optional(isCount),
    rollback: optional(isText),
    params: optional((value) => typeof value === "object" && value !== null),
  }),
  "needed-by": hasShape<Of<"needed-by">>({ task: isText, run: isText }),
  boot: hasShape<Of<"boot">>({ bootId: isText }),
  shutdown: anything,
  login: hasShape<Of<"login">>({ user: isText, line: isText }),
  task: hasShape<Of<"task">>({
    task: isText,
    run: isText,
    status: oneOf("success", "failed", "cancelled", "lost"),
    reason: isText,
    detail: isText,
    endedAt: isInstant,
    durationMs: isCount,
    failures: isCount,
  }),
  "file-changed": hasShape<Of<"file-changed">>({ path: isText }),
  changed: hasShape<Of<"changed">>({ paths: listOf(isText), count: isCount }),
  condition: hasShape<Of<"condition">>({ condition: isText, facts: listOf(isFact) }),
} satisfies Record<ReportedTrigger["kind"], (value: unknown) => boolean>);
