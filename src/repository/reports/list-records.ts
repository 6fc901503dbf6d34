import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { listTree } from "../revision/list-tree.ts";
import { readObjects } from "../revision/read-objects.ts";
import { readLimit } from "./read-files.ts";

/** The files `hosts/<host>/revisions/<sha>.json` of a reports branch, as text. */
export async function listRecords(place: Place, tip: Sha): Promise<Result<readonly string[], Fault>> {
  const listed = await listTree(place.dir, tip, "hosts/");
  if (!listed.ok) return listed;
  const names = listed.value
    .filter(({ path }) => /^hosts\/[^/]+\/revisions\/[^/]+\.json$/.test(path))
    .map(({ object }) => object);
  const doing = "reading the records of revisions";
  const read = await readObjects({ cwd: place.dir, doing, limit: readLimit, names });
  return read.ok ? ok([...read.value.values()].map((bytes) => bytes.toString("utf8"))) : read;
}
