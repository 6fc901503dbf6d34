import { judgeRevision } from "../../decide/index.ts";
import type { Catalog } from "../../model/catalog.ts";
import type { Instant } from "../../model/instant.ts";
import type { Past } from "./read-past.ts";
import type { WorkTree } from "../read-definition.ts";

/** That a revision will not come into force before somebody says so, as `plan --json` tells it. */
export interface Held {
  /** One word: `mass-removal`. */
  readonly reason: string;
  /** Why, and what lets it through. */
  readonly detail: string;
  /** Tasks that are in force here and would be gone. */
  readonly removed: readonly string[];
  /** How many are in force. */
  readonly of: number;
}

/** Judges these definitions as the runner will when they are a commit; undefined: nothing is in their way. */
export async function findHeld(tree: WorkTree, past: Past, now: Instant): Promise<Held | undefined> {
  const { catalog, diagnostics } = tree.definition;
  const inForce = new Map(past.snapshot.memories.map((memory) => [memory.task, memory]));
  if (!catalog || [...inForce.keys()].every((task) => catalog.tasks.has(task))) return undefined;
  const judgement = judgeRevision({
    sha: "SHA",
    catalog,
    diagnostics,
    inForce,
    rewound: undefined,
    allowRewind: false,
    maxRemoved: ((await readInForce(tree, past, now)) ?? catalog).settings.git.maxRemoved,
    signature: undefined,
    acknowledged: false,
  });
  if (judgement.state !== "held") return undefined;
  const { reason, detail, changes } = judgement;
  return { reason, detail, removed: changes.removed, of: inForce.size };
}

/** A revision's own settings do not say how much it may remove. Read only where it matters: it takes git. */
async function readInForce(tree: WorkTree, { applied }: Past, now: Instant): Promise<Catalog | undefined> {
  if (applied === undefined) return undefined;
  const [{ openRepository }, { readDefinition }] = await Promise.all([
    import("../../repository/index.ts"),
    import("../../catalog/index.ts"),
  ]);
  const opened = await openRepository(tree.root);
  if (!opened.ok) return undefined;
  const read = await readDefinition({ repository: opened.value, host: tree.host, now: () => now }, applied);
  return read.ok ? read.value.definition.catalog : undefined;
}
