import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The branch that is checked out, with commits or without; `main` where none is. */
export function readBranch(gitDir: string): string {
  return /^ref: refs\/heads\/(.+)\n/.exec(readFileSync(join(gitDir, "HEAD"), "utf8"))?.[1] ?? "main";
}
