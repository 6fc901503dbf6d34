import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";
import type { FoundRemoval } from "../repository/index.ts";
import { findCut } from "../report/index.ts";

/** A log that has left the tip of the reports branch. */
export interface RemovedLog {
  readonly kind: "removed";
  readonly at: Instant;
  /** By which key of its task; absent: a commit did it that is not the runner's. */
  readonly key?: "keep.logs" | "keep.reports";
  readonly commit: string;
  readonly branch: string;
  readonly path: string;
}

/** What `logs --json` has of it. */
export interface ToldRemoval {
  readonly at: string;
  readonly key?: RemovedLog["key"];
  readonly commit: string;
  /** Prints it out of the history. */
  readonly command: string;
}

export function toRemovedLog({ commit, at, path, message }: FoundRemoval, branch: string): RemovedLog {
  const cut = findCut(message, path);
  return { kind: "removed", at, ...(cut && { key: `keep.${cut.kind}` as const }), commit, branch, path };
}

export function tellRemoval(removed: RemovedLog): ToldRemoval {
  const { at, key, commit } = removed;
  return { at: renderInstant(at), ...(key && { key }), commit, command: historyCommand(removed) };
}

/** Two lines for people: when and why it went, and how to get at it. */
export function explainRemoval(run: string, removed: RemovedLog): string {
  const { at, key, commit, branch } = removed;
  const by = key === undefined ? "a commit" : `\`${key}\` of its task`;
  const what = `the log of ${run} is not kept any more: ${by} took it off ${branch} on ${renderInstant(at).slice(0, 10)}`;
  return `runner: ${what} (commit ${commit.slice(0, 7)})\n  Its history has it: ${historyCommand(removed)}\n`;
}

function historyCommand({ commit, path }: RemovedLog): string {
  return `git show ${commit.slice(0, 12)}^:${path}`;
}
