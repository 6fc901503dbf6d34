import type { Sha } from "./ids.ts";
import type { Instant } from "./instant.ts";

/** What the repository says about a commit that may be applied. */
export interface Revision {
  readonly sha: Sha;
  /** First line of the message. */
  readonly subject: string;
  /** `Name <email>`, as the commit says; nobody vouches for it but `signer`. */
  readonly author: string;
  /** `Name <email>` of who made the commit of it: who merged or rebased. */
  readonly committer: string;
  /** Whose good signature it carries; absent where nobody has looked, or there is none. */
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
  /** One word for machines: `applied`, `unchanged`, `invalid`, `rewind`, `mass-removal`, `overtaken`, `replaced`. */
  readonly reason: string;
  readonly detail: string;
  /** Of one that is superseded: the revision that was looked at instead. */
  readonly by?: Sha;
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
