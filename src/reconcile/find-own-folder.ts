import { realpathSync } from "node:fs";
import { posix } from "node:path";

/** The folder of the runner's own that a protected path holds, or lies in; a glob counts for all that it may ever match. */
export function findOwnFolder(
  protect: readonly string[],
  own: readonly string[],
): { path: string; folder: string } | undefined {
  for (const path of protect) {
    const folder = own.find((each) => meet(path, realOf(each)));
    if (folder !== undefined) return { path, folder };
  }
  return undefined;
}

function meet(pattern: string, folder: string): boolean {
  const parts = pattern.split("/");
  const glob = parts.findIndex((part) => /[*?[{]/.test(part));
  const plain = glob < 0 ? parts : parts.slice(0, glob);
  const path = realOf(plain.join("/") || "/");
  if (isWithin(path, folder)) return true;
  if (!isWithin(folder, path)) return false;
  if (glob < 0) return true;
  // Above it, and a glob says what of that is meant: the folder itself, or one that it lies in.
  const whole = posix.join(path, ...parts.slice(glob));
  return ancestors(folder).some((each) => posix.matchesGlob(each, whole));
}

function ancestors(path: string): readonly string[] {
  const parts = path.split("/");
  return parts.map((_, i) => parts.slice(0, i + 1).join("/")).filter((each) => each !== "");
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? "/" : `${folder}/`);
}

/** Without links, as far as it is there. */
function realOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = posix.dirname(path);
    return parent === path ? path : posix.join(realOf(parent), posix.basename(path));
  }
}
