import type { Instant } from "./instant.ts";

/** A commit of the reports branch as it lies there, whoever made it. */
export interface WalkedCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly committedAt: Instant;
  readonly message: string;
  /** Against its first parent; all that a root has. */
  readonly changes: readonly WalkedChange[];
}

export interface WalkedChange {
  readonly path: string;
  readonly kind: "added" | "changed" | "removed";
  /** As git writes it: `100644` for a plain file. */
  readonly mode: string;
  /** What is in it, where that was asked for. */
  readonly content: Buffer | undefined;
}
