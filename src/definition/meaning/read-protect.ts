import { posix } from "node:path";
import { wrongValue } from "../../diagnostics/shape-codes.ts";
import { checkAbsolute } from "../conditions/check-absolute.ts";
import type { Given } from "./given.ts";
import { at } from "./given.ts";

/** What the kernel makes up cannot be put back, and the whole disk cannot be copied to itself. */
const unprotectable = /^\/(?:$|(?:proc|sys|dev)(?:\/|$)|[*?[{][^/]*(?:\/|$))/;

/** Absolute paths and globs, or such below `~`, without `..` and the like, each once. */
export function readProtect(
  given: Given,
  protect: readonly string[],
  isLeftOut: (path: string) => boolean = () => false,
): readonly string[] {
  const paths = protect.flatMap((path, i) => {
    if (isLeftOut(path)) return [];
    const place = at(given, ["protect", i]);
    // The home of the run's user, which only its host knows.
    const isBelowHome = path === "~" || path.startsWith("~/");
    if (!isBelowHome && !checkAbsolute(place, path)) return [];
    const plain = posix.normalize(path).replace(/(?<=.)\/$/, "");
    if (!unprotectable.test(plain) && (plain.startsWith("~") || plain.startsWith("/"))) return [plain];
    const wanted = "a path below the root, outside /proc, /sys and /dev";
    const hint = "Name the folders that the task changes.";
    place.report(wrongValue(place.span(), { key: place.label, wanted, got: JSON.stringify(path), hint }));
    return [];
  });
  return [...new Set(paths)];
}
