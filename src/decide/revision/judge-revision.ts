import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Catalog } from "../../model/catalog.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { Origin } from "../../model/origin.ts";
import type { RevisionEvent, RevisionState } from "../../model/revision.ts";
import type { SignatureVerdict } from "../../model/signature.ts";

/** What is known about a revision that is not the one in force. */
export interface RevisionFacts {
  /** Its name, as it is told to people. */
  readonly sha: string;
  /** Of the revision; undefined where it has errors. */
  readonly catalog: Catalog | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Task id → digest of what is in force. */
  readonly inForce: ReadonlyMap<string, { readonly digest: string }>;
  /** All tasks that are not as in force are among these; undefined: any may be. */
  readonly changedTasks?: ReadonlySet<string> | undefined;
  /** It does not follow on the one in force. */
  readonly rewound: Origin["rewound"];
  readonly allowRewind: boolean;
  /** undefined: nobody has to sign. */
  readonly signature: SignatureVerdict | undefined;
  /** Per cent. */
  readonly maxRemoved: number;
  /** Somebody has said that it may remove so much. */
  readonly acknowledged: boolean;
}

export interface Judgement {
  readonly state: Exclude<RevisionState, "superseded">;
  readonly reason: string;
  readonly detail: string;
  readonly changes: RevisionEvent["changes"];
}

/** Fewer removals than this are never a mass. */
const fewestHeld = 5;

/** Whether a revision comes into force: whole, or not at all. */
export function judgeRevision(facts: RevisionFacts): Judgement {
  const changes = compareTasks(facts);
  if (facts.rewound && !facts.allowRewind) {
    const { remembered, shallow } = facts.rewound;
    const past = remembered === undefined ? "the revision in force" : "what this host has had in force before";
    const instead =
      remembered === undefined
        ? ""
        : `, or remove ${remembered}, where the host remembers it, if the repository was replaced on purpose`;
    const further = shallow ? "; this clone is shallow: git fetch --unshallow lets it look further back" : "";
    const detail = `it does not follow on ${past} (history was rewritten, or an old commit came back); set git.allow_rewind = true to follow it${instead}${further}`;
    return { state: "rejected", reason: "rewind", detail, changes: noChanges };
  }
  if (facts.signature?.kind === "refused") {
    const { reason, detail } = facts.signature;
    return { state: "rejected", reason, detail, changes: noChanges };
  }
  const errors = facts.diagnostics.filter(({ severity }) => severity === "error").length;
  if (!facts.catalog) {
    const goesOn = facts.inForce.size === 0 ? "no task is in force yet" : "the last good revision stays in force";
    const detail = `${errors} ${errors === 1 ? "error" : "errors"}; ${goesOn}`;
    return { state: "rejected", reason: "invalid", detail, changes: noChanges };
  }
  if (!facts.acknowledged && isMassRemoval(facts, changes.removed.length)) {
    const detail = `it removes ${changes.removed.length} of ${facts.inForce.size} tasks; \`runner resume --revision ${facts.sha.slice(0, 7)}\` lets it through`;
    return { state: "held", reason: "mass-removal", detail, changes };
  }
  return { state: "applied", reason: "applied", detail: "", changes };
}

const noChanges = { added: [], changed: [], removed: [] };

function isMassRemoval({ inForce, maxRemoved }: RevisionFacts, removed: number): boolean {
  if (removed === 0) return false;
  if (removed === inForce.size) return true;
  return removed >= fewestHeld && removed * 100 > inForce.size * maxRemoved;
}

function compareTasks({ inForce, catalog, changedTasks }: RevisionFacts): RevisionEvent["changes"] {
  if (!catalog) return noChanges;
  const tasks: ReadonlyMap<string, { readonly digest: string }> = catalog.tasks;
  const added: string[] = [];
  const changed: string[] = [];
  for (const id of changedTasks ?? tasks.keys()) {
    const [before, after] = [inForce.get(id), tasks.get(id)];
    if (after && !before) added.push(id);
    else if (after && before && after.digest !== before.digest) changed.push(id);
  }
  const removed = [...(changedTasks ?? inForce.keys())].filter((id) => inForce.has(id) && !tasks.has(id));
  return { added: added.sort(byCodePoint), changed: changed.sort(byCodePoint), removed: removed.sort(byCodePoint) };
}
