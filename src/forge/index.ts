// takes      a forge: its kind, the address of its REST interface, a repository there, a token
// gives      statuses beside commits, one comment below a pull request
// fails with ForgeTrouble: whether waiting helps, somebody has to do something, or this call alone is wrong
// guarantees the token goes to that address alone, and into no message; no call takes longer than its limit
import type { CommitStatus, ForgeKind, ForgeTrouble } from "../model/forge.ts";
import type { Instant } from "../model/instant.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import { askForge } from "./ask-forge.ts";
import type { ForgePlace } from "./forge-place.ts";
import { forgejo } from "./kinds/forgejo.ts";
import { github } from "./kinds/github.ts";
import { gitlab } from "./kinds/gitlab.ts";
import type { Kind } from "./kinds/kind.ts";
import { postComment } from "./post-comment.ts";

export { findJob } from "./find-job.ts";
export { findPlace } from "./find-place.ts";
export type { ForgePlace } from "./forge-place.ts";
export { readToken } from "./read-token.ts";

export interface Forge {
  tellStatus(status: CommitStatus): Promise<Result<void, ForgeTrouble>>;
  postComment(
    pull: number,
    comment: { marker: string; body: string },
  ): Promise<Result<"added" | "changed" | "unchanged", ForgeTrouble>>;
}

const kinds: Readonly<Record<ForgeKind, Kind>> = { github, gitlab, forgejo };

export function openForge(of: {
  place: ForgePlace;
  token: string;
  now: () => Instant;
  limitMs: number;
  stop?: AbortSignal;
}): Forge {
  const { place, token, now, limitMs, stop } = of;
  const { repository } = place;
  const kind = kinds[place.kind];
  const url = place.url.replace(/\/+$/, "");
  const line = { url, headers: kind.authorize(token), token, now, limitMs, ...(stop && { stop }) };
  return {
    async tellStatus(status) {
      const told = await askForge(line, kind.status(repository, status));
      if (told.ok) return ok(undefined);
      const { error } = told;
      return error.kind === "wrong" && kind.hasAlready(error.status, error.what) ? ok(undefined) : told;
    },
    postComment: (pull, comment) => postComment({ line, kind, repository, pull }, comment),
  };
}
