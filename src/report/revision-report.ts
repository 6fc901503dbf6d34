import type { RevisionDiagnostic, RevisionEvent, RevisionState } from "../model/revision.ts";
import { hasShape, isCount, isInstant, isText, listOf, oneOf, optional, parseShape } from "./has-shape.ts";

/**
 * What became of a revision on one host: `hosts/<host>/revisions/<sha>.json`, and the latest of them once more as
 * `hosts/<host>/revision.json`. Schema: `#/$defs/revision` in schemas/report.schema.json.
 */
export interface RevisionReport {
  readonly version: number;
  readonly host: string;
  readonly revision: {
    readonly sha: string;
    readonly subject: string;
    /** `Name <email>`; before 0.2 the name alone. */
    readonly author: string;
    /** Absent from what older versions wrote. */
    readonly committer?: string | undefined;
    readonly signer?: string | undefined;
    readonly committedAt: string;
    readonly worktree?: true | undefined;
  };
  readonly state: RevisionState;
  readonly reason: string;
  readonly detail: string;
  readonly at: string;
  /** Of one that is superseded: what was looked at instead. */
  readonly by?: string | undefined;
  /** The revision that is in force after this event. */
  readonly applied?: string | undefined;
  readonly changes: RevisionEvent["changes"];
  readonly diagnostics: readonly RevisionDiagnostic[];
  /** Everything that was ever said about it here, oldest first; the last one is the present state. */
  readonly states: readonly RevisionMoment[];
  readonly runnerVersion: string;
}

interface RevisionMoment {
  readonly state: RevisionState;
  readonly reason: string;
  readonly at: string;
}

/** Reads a revision's file back; undefined where the text is none. Of a newer version it takes what it knows. */
export function parseRevisionReport(text: string): RevisionReport | undefined {
  return parseShape(text, isRevisionReport);
}

const isState = oneOf("applied", "rejected", "held", "superseded");
const isRevisionReport = hasShape<RevisionReport>({
  version: isCount,
  host: isText,
  revision: hasShape<RevisionReport["revision"]>({
    sha: isText,
    subject: isText,
    author: isText,
    committer: optional(isText),
    signer: optional(isText),
    committedAt: isInstant,
    worktree: optional(oneOf(true)),
  }),
  state: isState,
  reason: isText,
  detail: isText,
  at: isInstant,
  by: optional(isText),
  applied: optional(isText),
  changes: hasShape<RevisionEvent["changes"]>({
    added: listOf(isText),
    changed: listOf(isText),
    removed: listOf(isText),
  }),
  diagnostics: listOf(
    hasShape<RevisionDiagnostic>({ code: isText, message: isText, file: isText, line: isCount, column: isCount }),
  ),
  states: listOf(hasShape<RevisionMoment>({ state: isState, reason: isText, at: isInstant })),
  runnerVersion: isText,
});
