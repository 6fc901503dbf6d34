import type { Sha } from "./ids.ts";
import type { Instant } from "./instant.ts";

/** What the repository says about a commit that may be applied. */
export interface Revision {
  readonly sha: Sha;
  /** First line of the message. */
  readonly subject: string;
  readonly author: string;
  /** `Name <email>`, as the commit has it. */
  readonly committer: string;
  /** Who signed it and with which key, where signatures are required and it was checked. */
  readonly signer?: string;
  readonly committedAt: Instant;
  /** Made from uncommitted files, by `--worktree`. */
  readonly worktree: boolean;
}

export type RevisionState = "applied" | "rejected" | "held" | "superseded";

/** What became of a revision on this host. */
export interface RevisionEvent {
  readonly revision: Revision;
  readonly state: RevisionState;
  readonly at: Instant;
  readonly seq: number;
  /** One word for machines: `applied`, `invalid`, `rewind`, `mass-removal`. */
  readonly reason: string;
  readonly detail: string;
  readonly diagnostics: readonly RevisionDiagnostic[];
  readonly changes: {
    readonly added: readonly string[];
    readonly changed: readonly string[];
    readonly removed: readonly string[];
  };
}

/** A diagnostic as a report keeps it. */
export interface RevisionDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
