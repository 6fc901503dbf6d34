import type { Sha } from "../../model/ids.ts";
import { sha } from "../../model/ids.ts";
import type { Revision } from "../../model/revision.ts";
import { tryGit } from "../git/ask-git.ts";
import { readLimit } from "./defines-tasks.ts";
import type { Objects } from "./open-objects.ts";
import { parseCommit, parseParents } from "./parse-commit.ts";
import { commitLimit } from "./read-commit.ts";
import { readObjects } from "./read-objects.ts";

/**
 * What came with `newest` since these were looked at: itself and what lies below it in its own line (first parents), newest
 * first, `limit` at most. Empty where git cannot say, as of commits that are not here any more: then nothing is known of
 * what came between.
 */
export async function commitsSince(
  { cwd, objects }: { cwd: string; objects: Objects },
  newest: Sha,
  known: readonly Sha[],
  limit: number,
): Promise<readonly Revision[]> {
  const alone = await readChild(objects, newest, known);
  if (alone) return [alone].slice(0, limit);
  const args = ["rev-list", "--first-parent", `--max-count=${limit}`, newest, ...known.map((each) => `^${each}`), "--"];
  const listed = await tryGit({ cwd, args });
  if (!listed) return [];
  const names = listed.split("\n").map(sha);
  const read = await readObjects({ cwd, names, limit: readLimit, doing: "reading what came since" });
  if (!read.ok) return [];
  return names.flatMap((name) => {
    const bytes = read.value.get(name);
    return bytes ? [parseCommit(name, bytes)] : [];
  });
}

/** The newest one, where it follows directly on the only one that is known: nothing came between. */
async function readChild(objects: Objects, newest: Sha, known: readonly Sha[]): Promise<Revision | undefined> {
  if (known.length !== 1) return undefined;
  const read = await objects.read([newest], commitLimit);
  const bytes = read.ok ? read.value.get(newest) : undefined;
  if (!bytes || parseParents(bytes)[0] !== known[0]) return undefined;
  return parseCommit(newest, bytes);
}
