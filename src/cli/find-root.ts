import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The task repository that a folder is in: the nearest one upward with runner.toml or tasks.d. Looks no further than
 * the top of the git work tree. Without git, which takes longer than all the rest of `runner validate`.
 */
export function findRoot(dir: string): string | undefined {
  for (let at = dir; ; at = dirname(at)) {
    if (existsSync(join(at, "tasks.d")) || existsSync(join(at, "runner.toml"))) return at;
    if (existsSync(join(at, ".git")) || at === dirname(at)) return undefined;
  }
}
