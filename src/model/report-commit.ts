import type { Instant } from "./instant.ts";

/** What the branch has from one commit on, and from no other: if it is there, so is the commit. */
export interface Proof {
  readonly path: string;
  /** Text in the file; undefined: that the file is there is enough, as no other commit brings it. */
  readonly passage: string | undefined;
}

/** One commit of the reports branch, ready to be written. The same value always gives the same files and message. */
export interface ReportCommit {
  /** Run id, or `revision-<sha>-<state>`: names it in logs and in the journal. */
  readonly id: string;
  readonly proof: Proof;
  readonly message: string;
  readonly at: Instant;
  readonly files: readonly { readonly path: string; readonly content: string | Uint8Array }[];
  /** Paths that are not there any more from this commit on. */
  readonly removed?: readonly string[];
}
