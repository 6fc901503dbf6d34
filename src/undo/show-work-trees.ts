import type { Manifest, WorkTree } from "./manifest.ts";
import { findTops } from "./scan-paths.ts";
import { tellWorkTree } from "./tell-work-tree.ts";
import { readWorkTree } from "./work-trees.ts";

/** A work tree when a point was made, and now; `told` is the same for people. */
export interface ShownWorkTree {
  readonly path: string;
  readonly was: WorkTree;
  readonly is: WorkTree;
  readonly told: string;
}

export async function showWorkTrees({ protect, workTrees = [] }: Manifest): Promise<readonly ShownWorkTree[]> {
  const tops = findTops(protect);
  return await Promise.all(
    workTrees.map(async (was) => {
      const is = await readWorkTree(was.path, tops);
      return { path: was.path, was, is, told: tellWorkTree(was, is) };
    }),
  );
}
