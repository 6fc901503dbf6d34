import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { listTree } from "../revision/list-tree.ts";
import { readObjects } from "../revision/read-objects.ts";

/** More than any report or log that we write; a branch can be written to by others. */
export const readLimit = 16 * 1024 * 1024;

const doing = "reading the reports branch";

/** Contents of the files of a commit at `paths`, by path. Those that are not there are absent. */
export async function readFiles(
  place: Place,
  commit: Sha,
  paths: readonly string[],
): Promise<Result<ReadonlyMap<string, Buffer>, Fault>> {
  const names = new Map(paths.map((path) => [`${commit}:${path}`, path]));
  const read = await readObjects({ cwd: place.dir, doing, limit: readLimit, names: names.keys() });
  return read.ok ? ok(new Map([...read.value].map(([name, bytes]) => [names.get(name)!, bytes]))) : read;
}

/** The latest state of every task and of the revision of every host: what the board is made of, by path. */
export async function readStates(place: Place, commit: Sha): Promise<Result<ReadonlyMap<string, string>, Fault>> {
  const listed = await listTree(place.dir, commit, "hosts/");
  if (!listed.ok) return listed;
  const states = listed.value.filter((entry) => /^hosts\/[^/]+\/(tasks\/[^/]+|revision)\.json$/.test(entry.path));
  const names = states.map((entry) => entry.object);
  const read = await readObjects({ cwd: place.dir, doing, limit: readLimit, names });
  if (!read.ok) return read;
  const texts = new Map<string, string>();
  for (const { path, object } of states) {
    const bytes = read.value.get(object);
    if (bytes) texts.set(path, bytes.toString("utf8"));
  }
  return ok(texts);
}
