import type { Fault } from "../../model/fault.ts";
import type { TreeDifference } from "../../model/tree-difference.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { missingObject } from "./missing-object.ts";
import type { Objects } from "./open-objects.ts";
import type { TreeItem } from "./parse-tree.ts";
import { parseTree } from "./parse-tree.ts";

/** A folder that has other contents on each side; undefined: on that side it is none. */
interface Pair {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * What differs between two trees, file by file; a renamed one is two. Costs what differs: folders with one name are not
 * looked into. A tree that is not here (collected as garbage, beyond the end of a shallow clone) is a Fault.
 */
export async function diffTrees(
  objects: Objects,
  before: string,
  after: string,
): Promise<Result<readonly TreeDifference[], Fault>> {
  const found: TreeDifference[] = [];
  let pairs: Pair[] = before === after ? [] : [{ path: "", before, after }];
  while (pairs.length > 0) {
    const names = pairs.flatMap((pair) => [pair.before, pair.after].filter((name) => name !== undefined));
    const read = await objects.read(names, Infinity);
    if (!read.ok) return read;
    const missing = names.find((name) => !read.value.has(name));
    if (missing !== undefined) return failure(missingObject("comparing revisions", missing));
    const itemsOf = (name: string | undefined): ReadonlyMap<string, TreeItem> =>
      name === undefined ? noItems : parseTree(read.value.get(name)!, name.length / 2);
    pairs = pairs.flatMap((pair) => comparePair(pair, itemsOf, (difference) => found.push(difference)));
  }
  return ok(found);
}

const noItems: ReadonlyMap<string, TreeItem> = new Map();

/** Tells the files; gives the folders that are to be looked into. */
function comparePair(
  { path, before, after }: Pair,
  itemsOf: (name: string | undefined) => ReadonlyMap<string, TreeItem>,
  tell: (difference: TreeDifference) => void,
): Pair[] {
  const [left, right] = [itemsOf(before), itemsOf(after)];
  const deeper: Pair[] = [];
  for (const name of new Set([...left.keys(), ...right.keys()])) {
    const [a, b] = [left.get(name), right.get(name)];
    if (a?.object === b?.object && a?.mode === b?.mode) continue;
    const at = `${path}${name}`;
    const folders = { before: folderOf(a), after: folderOf(b) };
    if (folders.before !== undefined || folders.after !== undefined) deeper.push({ path: `${at}/`, ...folders });
    const files = { before: fileOf(a), after: fileOf(b) };
    if (files.before || files.after) tell({ path: at, ...files });
  }
  return deeper;
}

function folderOf(item: TreeItem | undefined): string | undefined {
  return item?.kind === "folder" ? item.object : undefined;
}

function fileOf(item: TreeItem | undefined): TreeDifference["before"] {
  return item === undefined || item.kind === "folder" ? undefined : { kind: item.kind, object: item.object };
}
