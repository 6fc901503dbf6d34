import type { State } from "../decide/index.ts";
import { findOvertaken, mostOvertaken } from "../decide/index.ts";
import type { Journal } from "../journal/index.ts";
import type { Sha } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { Revision, RevisionEvent } from "../model/revision.ts";
import type { Repository } from "../repository/index.ts";

/** What is known of the commits that came with the newest one. */
export interface WhatCame {
  readonly sha: Sha;
  readonly before: RevisionEvent | undefined;
  readonly cameWith: readonly Revision[];
  /** The newest one itself; undefined: git does not say. */
  readonly newest: Revision | undefined;
}

export async function findWhatCame(
  { journal, repository }: { journal: Journal; repository: Repository },
  sha: Sha,
  inForce: Sha | undefined,
): Promise<WhatCame> {
  const before = journal.lastRevisionEvent();
  const known = new Set([inForce, before?.revision.sha].filter((each) => each !== undefined));
  // The first one has its whole history below it, and that was never new here.
  const found = known.size === 0 ? [] : await repository.commitsSince(sha, [...known], mostOvertaken + 2);
  const cameWith = found.slice(1).filter((each) => journal.lastRevisionEvent(each.sha) === undefined);
  const isSnapshot = found[0]?.worktree === true;
  return { sha, before, cameWith: isSnapshot ? [] : cameWith, newest: found[0] };
}

/** Events without a commit of their own: of what the newest one has overtaken. */
export function listOvertaken(
  state: State,
  { sha, before, cameWith }: WhatCame,
  at: Instant,
): readonly RevisionEvent[] {
  return findOvertaken({ newest: sha, before, cameWith, at }).map((event) => ({ ...event, seq: (state.seq += 1) }));
}

/** The event of a newest one of which nothing else is said: nothing that may run is other than before. */
export function makeUnchanged(state: State, { newest }: WhatCame, at: Instant): readonly RevisionEvent[] {
  if (!newest) return [];
  const changes = { added: [], changed: [], removed: [] };
  const detail = "it changes nothing that may run";
  const event = {
    revision: newest,
    state: "applied",
    reason: "unchanged",
    detail,
    at,
    diagnostics: [],
    changes,
  } as const;
  return [{ ...event, seq: (state.seq += 1) }];
}
