import type { Fault } from "../../model/fault.ts";
import type { RevisionEntry } from "../../model/files.ts";
import type { TreeFile } from "../../model/tree-difference.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Objects } from "./open-objects.ts";
import type { TreeItem } from "./parse-tree.ts";
import { parseTree } from "./parse-tree.ts";

/**
 * What a path is in a tree, read folder by folder; undefined: nothing, or a folder. Links on the way are not followed:
 * then it is nothing, and whoever asks looks at the folder.
 */
export async function findInTree(
  objects: Objects,
  tree: string,
  path: string,
): Promise<Result<RevisionEntry | undefined, Fault>> {
  const found = await findItem(objects, tree, path);
  if (!found.ok) return found;
  const item = found.value;
  if (!item || item.kind === "folder") return ok(undefined);
  if (item.kind !== "symlink") return ok({ path, kind: item.kind });
  const target = await objects.read([item.object], Infinity);
  if (!target.ok) return target;
  return ok({ path, kind: "symlink", target: target.value.get(item.object)?.toString("utf8") ?? "" });
}

/** The files right in a folder (`""`: the top one), by name; none where there is no such folder. */
export async function listFolder(
  objects: Objects,
  tree: string,
  folder: string,
): Promise<Result<ReadonlyMap<string, TreeFile>, Fault>> {
  const found = await findItem(objects, tree, folder);
  if (!found.ok) return found;
  if (found.value?.kind !== "folder") return ok(new Map());
  const items = await readItems(objects, found.value.object);
  if (!items.ok) return items;
  const files = [...items.value].flatMap(([name, { kind, object }]) =>
    kind === "folder" ? [] : [[name, { kind, object }] as const],
  );
  return ok(new Map(files));
}

/** In each folder right in `folder` the file of that name, by its path; none where there is no such folder. */
export async function listInFolders(
  objects: Objects,
  tree: string,
  { folder, name }: { readonly folder: string; readonly name: string },
): Promise<Result<ReadonlyMap<string, TreeFile>, Fault>> {
  const files = new Map<string, TreeFile>();
  const found = await findItem(objects, tree, folder);
  if (!found.ok) return found;
  if (found.value?.kind !== "folder") return ok(files);
  const items = await readItems(objects, found.value.object);
  if (!items.ok) return items;
  for (const [inner, { kind, object }] of items.value) {
    if (kind !== "folder") continue;
    const inside = await readItems(objects, object);
    if (!inside.ok) return inside;
    const file = inside.value.get(name);
    if (file && file.kind !== "folder")
      files.set(`${folder}/${inner}/${name}`, { kind: file.kind, object: file.object });
  }
  return ok(files);
}

async function findItem(objects: Objects, tree: string, path: string): Promise<Result<TreeItem | undefined, Fault>> {
  let item: TreeItem | undefined = { kind: "folder", object: tree, mode: "40000" };
  for (const name of path === "" ? [] : path.split("/")) {
    if (item?.kind !== "folder") return ok(undefined);
    const items = await readItems(objects, item.object);
    if (!items.ok) return items;
    item = items.value.get(name);
  }
  return ok(item);
}

async function readItems(objects: Objects, tree: string): Promise<Result<ReadonlyMap<string, TreeItem>, Fault>> {
  const read = await objects.read([tree], Infinity);
  if (!read.ok) return read;
  const bytes = read.value.get(tree);
  return ok(bytes ? parseTree(bytes, tree.length / 2) : new Map<string, TreeItem>());
}
