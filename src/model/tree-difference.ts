import type { RevisionEntry } from "./files.ts";

/** A path whose file is not the same in two trees; undefined: it has none there. */
export interface TreeDifference {
  readonly path: string;
  readonly before: TreeFile | undefined;
  readonly after: TreeFile | undefined;
}

export interface TreeFile {
  readonly kind: RevisionEntry["kind"];
  /** Under which name git keeps its contents. */
  readonly object: string;
}
