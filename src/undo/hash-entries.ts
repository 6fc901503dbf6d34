import { createHash, hash } from "node:crypto";
import { createReadStream, readFileSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { setImmediate as breathe } from "node:timers/promises";
import type { Entry } from "./manifest.ts";

const smallBytes = 1 << 20;
const bytesAtOnce = 4 << 20;
const filesAtOnce = 200;

/**
 * Adds the SHA-256 of each file, read from below `prefix`. Small ones are read without waiting, which is several times
 * as fast; between portions the runner gets its turn.
 */
export async function hashEntries(entries: readonly Entry[], prefix = ""): Promise<readonly Entry[]> {
  const hashed: Entry[] = [];
  const known = new Map<string, string>();
  let bytes = 0;
  let files = 0;
  for (const entry of entries) {
    if (entry.kind !== "file") {
      hashed.push(entry);
      continue;
    }
    const full = prefix + entry.path;
    const sha256 =
      (entry.same !== undefined ? known.get(entry.same) : undefined) ??
      (entry.size > smallBytes ? await hashLarge(full) : hash("sha256", readFileSync(full)));
    known.set(entry.path, sha256);
    hashed.push({ ...entry, sha256 });
    bytes += entry.size;
    files += 1;
    if (bytes < bytesAtOnce && files < filesAtOnce) continue;
    bytes = files = 0;
    await breathe();
  }
  return hashed;
}

async function hashLarge(path: string): Promise<string> {
  const sum = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: smallBytes }), sum);
  return sum.digest("hex");
}
