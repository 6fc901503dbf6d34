import { statSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { findRemote } from "./find-remote.ts";

/** What other files say (of the user, of the system, included ones) may be overlooked for so long. */
const longestMs = 10_000;

/**
 * `findRemote` that asks git again when the repository's own settings have been written, and after ten seconds in any
 * case: a branch that moves often is followed without a process for each time.
 */
export function rememberRemotes(
  { dir, commonDir }: Place,
  countedMs = (): number => performance.now(),
): (name: string) => Promise<Result<string | undefined, Fault>> {
  const known = new Map<string, { at: number; settings: string; url: string | undefined }>();
  return async (name) => {
    const at = countedMs();
    const settings = tellSettings(commonDir);
    const before = known.get(name);
    if (before?.settings === settings && at - before.at < longestMs) return { ok: true, value: before.url };
    const found = await findRemote(dir, name);
    if (found.ok) known.set(name, { at, settings, url: found.value });
    return found;
  };
}

function tellSettings(commonDir: string): string {
  const { ino, size, mtimeNs } = statSync(join(commonDir, "config"), { bigint: true, throwIfNoEntry: false }) ?? {};
  return `${ino} ${size} ${mtimeNs}`;
}
