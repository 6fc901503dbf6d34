import type { CommitStatus } from "../../model/forge.ts";
import type { Sha } from "../../model/ids.ts";

/** What is to be told about a commit, as the journal keeps it: under which name and with which link is seen when it is sent. */
export interface Waiting extends Pick<CommitStatus, "sha" | "state" | "description"> {
  /** The revision whose record on the reports branch tells more. */
  readonly record: Sha | undefined;
}

/** What a runner remembers of a forge, across restarts. */
export interface StatusMemory {
  /** The commit that was the newest at the last look, and what was made known of it. */
  readonly tip: Pick<Waiting, "sha" | "state" | "description"> | undefined;
  /** Not told yet, oldest first; one for each commit. */
  readonly waiting: readonly Waiting[];
  /** Why they wait. */
  readonly trouble: { readonly what: string; readonly hint: string } | undefined;
}

/** The name of the journal's note. */
export const statusNote = "forge";

export const emptyMemory: StatusMemory = { tip: undefined, waiting: [], trouble: undefined };

/** Reads it back; what a runner of another version has left is not guessed at. */
export function parseStatusMemory(text: string | undefined): StatusMemory {
  if (text === undefined) return emptyMemory;
  const read = JSON.parse(text) as Partial<StatusMemory>;
  return Array.isArray(read.waiting) ? { ...emptyMemory, ...read } : emptyMemory;
}
