import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Place } from "../find-repository.ts";
import { runGit } from "../git/run-git.ts";

/** Each pack is one more place to look for an object; git's own limit (gc.autoPackLimit) is 50, too. */
const mostPacks = 50;

/**
 * Joins the many small packs that small batches leave behind, so that sizes double from one pack to the next: an object
 * is copied a few times in its life. Like `git repack --geometric`, which walks the whole history first: 1 s where there
 * are 100,000 reports, against 0.1 s. Nothing is dropped, and if git fails all stays as it was.
 */
export async function rollUpPacks(place: Place, nameBytes: number): Promise<void> {
  const folder = join(place.commonDir, "objects", "pack");
  const names = await readdir(folder);
  // With one of these, somebody maintains the packs already.
  if (names.includes("multi-pack-index")) return;
  const packs = names.filter((name) => isOrdinary(name, names)).map((name) => name.slice(0, -".pack".length));
  if (packs.length <= mostPacks) return;
  const small = await chooseSmall(folder, packs);
  const lists = await Promise.all(
    small.map(async (pack) => listObjects(await readFile(join(folder, `${pack}.idx`)), nameBytes)),
  );
  const args = ["pack-objects", "-q", "--delta-base-offset", join(folder, "pack")];
  const packed = await runGit({ cwd: place.dir, args, input: lists.join("") });
  if (packed.kind !== "exited" || packed.code !== 0) return;
  const joined = `pack-${packed.stdout.toString("latin1").trim()}`;
  for (const pack of small) {
    if (pack !== joined) await removePack(folder, pack);
  }
}

/** Not one that is locked, or stands for objects that a partial clone may fetch again, or holds garbage. */
function isOrdinary(name: string, names: readonly string[]): boolean {
  const stem = name.slice(0, -".pack".length);
  return name.endsWith(".pack") && !["keep", "promisor", "mtimes"].some((sort) => names.includes(`${stem}.${sort}`));
}

/** All packs up to the last that is not at least twice as large as those before it together. */
async function chooseSmall(folder: string, packs: readonly string[]): Promise<readonly string[]> {
  const sized = await Promise.all(
    packs.map(async (pack) => ({ pack, bytes: (await stat(join(folder, `${pack}.pack`))).size })),
  );
  sized.sort((a, b) => a.bytes - b.bytes);
  let before = 0;
  let chosen = 0;
  for (const [index, { bytes }] of sized.entries()) {
    if (bytes < 2 * before) chosen = index + 1;
    before += bytes;
  }
  return sized.slice(0, chosen).map((each) => each.pack);
}

/**
 * Names of the objects in a pack, one a line, from its index of version 2 (gitformat-pack(5)): eight bytes of header, 256
 * running totals of four bytes, the last of them the number of objects, then their names. `git show-index` can do it,
 * but takes as long for each pack as all the rest.
 */
function listObjects(index: Buffer, nameBytes: number): string {
  if (index.readUInt32BE(0) !== 0xff744f63 || index.readUInt32BE(4) !== 2) throw new Error("not an index of version 2");
  const namesAt = 8 + 256 * 4;
  const count = index.readUInt32BE(namesAt - 4);
  let names = "";
  for (let at = namesAt; at < namesAt + count * nameBytes; at += nameBytes) {
    names += `${index.toString("hex", at, at + nameBytes)}\n`;
  }
  return names;
}

/** The index first: without it, git does not look for the pack. */
async function removePack(folder: string, pack: string): Promise<void> {
  for (const part of ["idx", "rev", "bitmap", "pack"]) await rm(join(folder, `${pack}.${part}`), { force: true });
}
