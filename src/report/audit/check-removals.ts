import { renderInstant } from "../../model/instant.ts";
import type { WalkedCommit } from "../../model/walked-commit.ts";
import { digestPaths, isCutBy, parseCut } from "../retention/retention.ts";
import type { Tell } from "./finding.ts";

/** A retention commit, held against what it says: the cuts that it names, and the digest of what is gone. */
export function checkRemovals(
  commit: WalkedCommit,
  trailers: ReadonlyMap<string, readonly string[]>,
  tell: Tell,
): void {
  const today = renderInstant(commit.committedAt).slice(0, 10);
  const cuts = (trailers.get("Retention") ?? []).flatMap((text) => {
    const cut = parseCut(text);
    if (!cut) tell("retention", `"${text}" is nothing that could be cut`);
    else if (cut.before > today) tell("retention", `"${text}" lies after the day of the commit, ${today}`);
    return cut ? [cut] : [];
  });
  const removed = commit.changes.filter(({ kind }) => kind === "removed").map(({ path }) => path);
  for (const path of removed) {
    if (!cuts.some((cut) => isCutBy(path, cut)))
      tell("retention", "it is removed and not older than what is cut", path);
  }
  const [said] = trailers.get("Removed") ?? [];
  const found = digestPaths(removed);
  if (said !== found) tell("retention", `the trailer Removed says "${said ?? ""}"; what is gone is ${found}`);
}
