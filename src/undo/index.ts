// takes      paths of the host, and the run that may change them
// gives      a rollback point: copies with their checksums; from it, later, the same files, folders and links again
// fails with sentences for people: what would not fit, what is damaged. Putting back throws what the file system says
// guarantees a point is whole or not there; no copy is put in place that was not checked; each file is old or new, never between
export { listPoints } from "./list-points.ts";
export { makePoint } from "./make-point.ts";
export { countBytes, countFiles } from "./manifest.ts";
export { countChanges } from "./plan-restore.ts";
export type { WorkTree } from "./manifest.ts";
export type { PointLimits } from "./prune-points.ts";
export { prunePoints } from "./prune-points.ts";
export { readManifest, verifyPoint } from "./read-point.ts";
export { warnOfOutside } from "./tell-work-tree.ts";
export type { ShownWorkTree } from "./show-work-trees.ts";
export { showWorkTrees } from "./show-work-trees.ts";
export { showDifferences } from "./show-differences.ts";
export { foretellRestore, restorePoint } from "./restore-point.ts";
