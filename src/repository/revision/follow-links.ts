import { posix } from "node:path";

/** Where a path ends up after all symbolic links in it. */
export type Followed =
  | { readonly kind: "there"; readonly path: string }
  | { readonly kind: "outside"; readonly target: string }
  | { readonly kind: "loop" };

/** More links than this in one path are a loop (as Linux has it, path_resolution(7)). */
const mostLinks = 40;

/**
 * Follows the symbolic links of a repository path, in every part of it, without a file system: `linkAt` gives the target
 * of a link, undefined where there is none. Whether there is something at the end is not looked at.
 */
export function followLinks(path: string, linkAt: (path: string) => string | undefined): Followed {
  let parts = path.split("/");
  let links = 0;
  for (let i = 1; i <= parts.length; i += 1) {
    const target = linkAt(parts.slice(0, i).join("/"));
    if (target === undefined) continue;
    links += 1;
    if (links > mostLinks) return { kind: "loop" };
    const joined = posix.normalize([...parts.slice(0, i - 1), target, ...parts.slice(i)].join("/"));
    if (target.startsWith("/") || joined === ".." || joined.startsWith("../")) return { kind: "outside", target };
    parts = joined.split("/");
    i = 0;
  }
  return { kind: "there", path: parts.join("/") };
}
