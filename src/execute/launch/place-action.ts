import { chownSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Account } from "../isolation/find-account.ts";
import { writeOwnFile } from "./write-own-file.ts";

/** In RUNNER_TMP, where the run's user reaches it whoever has installed the program. */
export function actionsPath(tmp: string): string {
  return `${tmp}/runner-actions`;
}

/**
 * Copies the scripts of a built-in action, and with them what all of these share: Python looks for modules in the folder of
 * the script. An attempt that goes on while the program is replaced keeps what it has.
 */
export function placeAction(action: string, tmp: string, owner: Account | undefined): void {
  const folder = join(actionsPath(tmp), basename(action));
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner) for (const made of [actionsPath(tmp), folder]) chownSync(made, owner.uid, owner.gid);
  for (const from of [join(dirname(action), "_shared"), action])
    for (const entry of readdirSync(from, { withFileTypes: true })) {
      if (!entry.isFile() || entry.name === "action.toml") continue;
      writeOwnFile(join(folder, entry.name), readFileSync(join(from, entry.name), "utf8"), owner);
    }
}
