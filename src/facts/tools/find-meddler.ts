import { stat } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * A program that root is about to execute for its version alone: the file or folder through which somebody else could put
 * another one there. A task may name any PATH and run as a user; its tools must not run as root for that. Undefined:
 * there is none, or whoever we are has nothing to lose.
 */
export async function findMeddler(path: string): Promise<string | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  for (const place of [path, dirname(path)]) {
    const { uid, mode } = await stat(place);
    if (uid !== 0 || (mode & 0o002) !== 0) return place;
  }
  return undefined;
}
