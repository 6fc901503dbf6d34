import type { Instant } from "./instant.ts";

/** One commit of the reports branch, ready to be written. The same value always gives the same files and message. */
export interface ReportCommit {
  /** Run id, or `revision-<sha>-<state>`: names it in logs and in the journal. */
  readonly id: string;
  /** The file whose presence on the branch proves that this commit is already there. */
  readonly proof: string;
  readonly message: string;
  readonly at: Instant;
  readonly files: readonly { readonly path: string; readonly content: string | Uint8Array }[];
}
