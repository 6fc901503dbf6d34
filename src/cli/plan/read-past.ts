import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Snapshot } from "../../model/memory.ts";
import { emptySnapshot } from "../../model/memory.ts";

/** What is remembered here of earlier runs. */
export interface Past {
  readonly snapshot: Snapshot;
  /** Why there is none, as a sentence; undefined where there is. */
  readonly absent: string | undefined;
}

/**
 * Reads the journal of a task repository, if there is one; nothing is written and no runner is disturbed. A plan does
 * without where it must: outside git, in a fresh clone, with a journal that cannot be read.
 */
export async function readPast(root: string, stateDir: string | undefined): Promise<Past> {
  const folder = stateDir ?? (await findStateDir(root));
  const path = folder === undefined ? undefined : join(folder, "journal.db");
  if (path === undefined || !existsSync(path)) {
    return { snapshot: emptySnapshot, absent: "Nothing has run here yet: the tasks count as applied at this moment." };
  }
  const { Journal } = await import("../../journal/index.ts");
  try {
    const journal = new Journal(path, { readOnly: true });
    const snapshot = journal.snapshot();
    journal.close();
    return { snapshot, absent: undefined };
  } catch (error) {
    const why = (error as Error).message;
    return { snapshot: emptySnapshot, absent: `The journal cannot be read, so the past does not count: ${why}` };
  }
}

async function findStateDir(root: string): Promise<string | undefined> {
  const { openRepository } = await import("../../repository/index.ts");
  const opened = await openRepository(root);
  return opened.ok ? join(opened.value.commonDir, "runner") : undefined;
}
