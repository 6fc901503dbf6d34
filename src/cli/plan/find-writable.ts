import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Of these absolute paths those that all users of this host may write, or replace because they may write the folder (in
 * which no sticky bit keeps them from what is not theirs). A path that is not here, as on a machine of CI, is none of them.
 */
export function findWritable(paths: readonly string[]): ReadonlyMap<string, "file" | "folder"> {
  const found = new Map<string, "file" | "folder">();
  for (const path of new Set(paths)) {
    try {
      const real = realpathSync(path);
      const file = statSync(real);
      if (!file.isFile()) continue;
      if ((file.mode & 0o002) !== 0) found.set(path, "file");
      else if ([dirname(path), dirname(real)].some(isOpen)) found.set(path, "folder");
    } catch {
      continue;
    }
  }
  return found;
}

function isOpen(folder: string): boolean {
  return (statSync(folder).mode & 0o1002) === 0o002;
}
