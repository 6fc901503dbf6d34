import { posix } from "node:path";
import type { Sha } from "../model/ids.ts";
import type { State } from "./state/state.ts";
import { wantForEvent } from "./want-for-event.ts";

/** A revision has come into force that touched these paths. */
export function wantForPaths(state: State, paths: readonly string[], revision: Sha): void {
  for (const { task, trigger } of state.listeners.changed) {
    const touched = paths.filter((path) => matchesAny(path, trigger.globs));
    if (touched.length === 0) continue;
    wantForEvent(state, { task, trigger: { kind: "changed", paths: touched }, origin: revision, at: state.now });
  }
}

/** Patterns as Node's path.matchesGlob has them: `*` within a folder, `**` through all; a folder stands for all in it. */
export function matchesAny(path: string, globs: readonly string[]): boolean {
  return globs.some((glob) => posix.matchesGlob(path, glob) || path.startsWith(glob.endsWith("/") ? glob : `${glob}/`));
}
