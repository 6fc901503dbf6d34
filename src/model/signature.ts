import type { Sha } from "./ids.ts";

/** Who may sign commits, and which revision says so. */
export interface Signers {
  /** Paths of lists (allowed_signers of ssh, or keyrings of gpg): in the repository, or absolute ones of the host. */
  readonly lists: readonly string[];
  /** Path of a list of revoked ssh keys; empty: there is none. */
  readonly revoked: string;
  /** The revision whose files the paths in the repository are. */
  readonly of: Sha;
}

export type SignatureRefusal =
  | "unsigned"
  | "bad-signature"
  | "unknown-signer"
  | "expired-key"
  | "revoked-key"
  /** A shallow clone ends before the last commit that was accepted. */
  | "incomplete-history"
  /** The list of signers is not there, or the settings that name it cannot be read. */
  | "no-signers";

/** Whether all commits that are new carry a good signature of a listed key. */
export type SignatureVerdict =
  | { readonly kind: "good"; /** Of the tip; undefined: nothing was new. */ readonly signer: string | undefined }
  | { readonly kind: "refused"; readonly reason: SignatureRefusal; readonly detail: string };
