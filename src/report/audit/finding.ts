/** What is wrong with a reports branch, and where. */
export interface Finding {
  /** One word for machines. */
  readonly kind: FindingKind;
  /** The commit that is wrong, or that the branch should have. */
  readonly commit: string;
  readonly path?: string;
  /** As a sentence for people. */
  readonly detail: string;
}

export type FindingKind =
  /** It joins another history in. */
  | "merge"
  /** It is not one that the runner writes. */
  | "foreign"
  /** A report or log was changed, or removed without a word. */
  | "changed"
  | "removed"
  /** What was removed is not what the commit says, or not as old. */
  | "retention"
  /** The message and the report say different things. */
  | "trailer"
  /** A file that is not what its place says. */
  | "report"
  | "revision"
  /** A log that does not fit the report. */
  | "log"
  /** One run, twice. */
  | "twice"
  /** A run of a revision that was not in force. */
  | "not-in-force"
  /** The branch does not have what it had. */
  | "rewritten"
  /** A signature that does not hold, or is missing. */
  | "signature";

/** Takes a finding about the commit that is looked at. */
export type Tell = (kind: FindingKind, detail: string, path?: string) => void;
