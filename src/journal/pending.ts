import type { EndRecord } from "../model/decision.ts";
import type { RunId } from "../model/ids.ts";
import type { RevisionEvent } from "../model/revision.ts";

/** Something that has happened and is not yet, or not yet surely, a commit on the reports branch. */
export type Pending =
  | { readonly kind: "run"; readonly id: RunId; readonly seq: number; readonly record: EndRecord }
  | { readonly kind: "revision"; readonly id: string; readonly seq: number; readonly event: RevisionEvent };
