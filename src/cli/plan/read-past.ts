import { realpathSync } from "node:fs";
import { join } from "node:path";
import type { Sha } from "../../model/ids.ts";
import type { Snapshot } from "../../model/memory.ts";
import { emptySnapshot } from "../../model/memory.ts";

/** What is remembered here of earlier runs. */
export interface Past {
  readonly snapshot: Snapshot;
  /** The revision in force. */
  readonly applied: Sha | undefined;
  /** Why there is none, as a sentence; undefined where there is. */
  readonly absent: string | undefined;
}

/** For whoever does not want to know. */
export const noPast: Past = { snapshot: emptySnapshot, applied: undefined, absent: undefined };

const fresh = "Nothing has run here yet: the tasks count as applied at this moment.";

/**
 * Reads the journal of a task repository, if there is one; nothing is written and no runner is disturbed. A plan does
 * without where it must: outside git, in a fresh clone, with a journal that cannot be read.
 */
export async function readPast(root: string, stateDir: string | undefined): Promise<Past> {
  const folder = stateDir ?? (await findStateDir(root));
  if (folder === undefined) return nothing(fresh);
  const { findJournal } = await import("../../reconcile/open-journal.ts");
  const found = findJournal(folder);
  if (!found.ok) return nothing(`The past does not count: ${found.error.what}`);
  const journal = found.value;
  if (!journal) return nothing(fresh);
  const past: Past = { snapshot: journal.snapshot(), applied: journal.applied()?.sha, absent: undefined };
  journal.close();
  return past;
}

function nothing(absent: string): Past {
  return { snapshot: emptySnapshot, applied: undefined, absent };
}

/** Only of a repository's top folder: an example or a test's tasks deeper in it are not what its runner runs. */
async function findStateDir(root: string): Promise<string | undefined> {
  const { openRepository } = await import("../../repository/index.ts");
  const opened = await openRepository(root);
  if (!opened.ok || realpathSync(opened.value.dir) !== realpathSync(root)) return undefined;
  return join(opened.value.commonDir, "runner");
}
