import type { Sha } from "./ids.ts";

/** Whose REST interface it is. Gitea's is Forgejo's. */
export type ForgeKind = "github" | "gitlab" | "forgejo";

/** What a host tells a forge about a commit. */
export interface CommitStatus {
  readonly sha: Sha;
  /** `validated`: understood, and not in force before somebody says so. The last three are ends. */
  readonly state: "pending" | "validated" | "applied" | "rejected" | "superseded";
  /** Under which name it stands beside the commit: another one for each host. */
  readonly context: string;
  readonly description: string;
  /** Where more is to be read; undefined: nowhere yet. */
  readonly link: string | undefined;
}

/** What a forge did not do. `away`: waiting helps; `refused`: somebody has to do what `hint` says; `wrong`: this call alone is. */
export type ForgeTrouble = {
  readonly what: string;
  readonly hint: string;
} & (
  | { readonly kind: "away"; readonly retryAfterMs: number | undefined }
  | { readonly kind: "refused"; readonly status: number | undefined }
  | { readonly kind: "wrong"; readonly status: number }
);
