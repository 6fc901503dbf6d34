import type { Ground } from "../definition/index.ts";
import { groundKey, isFile, layGround, listSignerFiles } from "../definition/index.ts";
import type { Fault } from "../model/fault.ts";
import type { RevisionFile } from "../model/files.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { TreeFile } from "../model/tree-difference.ts";
import type { CatalogEdges } from "./catalog-edges.ts";

/** The settings, calendars and actions of a tree. undefined: something is wrong with them, or they are links. */
export async function readGround(
  { repository, host }: CatalogEdges,
  tree: string,
): Promise<Result<(Ground & { readonly key: string }) | undefined, Fault>> {
  const [top, calendars] = [await repository.listFolder(tree, ""), await repository.listFolder(tree, "calendars")];
  if (!top.ok) return top;
  if (!calendars.ok) return calendars;
  const actions = await repository.listInFolders(tree, { folder: "actions", name: "action.toml" });
  if (!actions.ok) return actions;
  const settings = top.value.get("runner.toml");
  const entries: [string, TreeFile][] = [
    ...(settings ? [["runner.toml", settings] as [string, TreeFile]] : []),
    ...[...calendars.value].map(([name, file]): [string, TreeFile] => [`calendars/${name}`, file]),
    ...actions.value,
  ];
  if (entries.some(([, { kind }]) => kind === "symlink")) return ok(undefined);
  const read = await repository.readBlobs(entries.map(([, { object }]) => object));
  if (!read.ok) return read;
  const files = entries.map(([path, { object }]): RevisionFile => ({ path, object, bytes: read.value.get(object) }));
  const ground = layGround(files, host);
  for (const path of [...listSignerFiles(ground.settings.git), ...ground.actions.scripts]) {
    const found = await repository.findInTree(tree, path);
    if (!found.ok) return found;
    if (!isFile(found.value)) return ok(undefined);
  }
  const key = groundKey(ground);
  return ok(key === undefined ? undefined : { ...ground, key });
}
