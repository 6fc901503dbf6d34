import { constants, readFileSync } from "node:fs";
import { readProcStat } from "../processes/read-proc-stat.ts";

export type PidFile =
  | { readonly kind: "alive" }
  /** None of them, or what they name is gone. */
  | { readonly kind: "none" }
  | { readonly kind: "unreadable"; readonly path: string; readonly error: unknown };

/** A pipe in the place of a pid file is empty, and does not hold up the runner until somebody writes into it. */
const flag = constants.O_RDONLY | constants.O_NONBLOCK;

/** Whether one of these pid files names a process that lives. They lie in memory (/run), so reading them does not hang. */
export function findPidFile(paths: readonly string[]): PidFile {
  let found: PidFile = { kind: "none" };
  for (const path of paths) {
    try {
      const pid = /^\s*([1-9]\d{0,9})\b/.exec(readFileSync(path, { encoding: "latin1", flag }))?.[1];
      if (pid !== undefined && isAlive(Number(pid))) return { kind: "alive" };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // ENOTDIR: /run/NAME is something else of that name, a socket perhaps.
      if (code !== "ENOENT" && code !== "ENOTDIR") found = { kind: "unreadable", path, error };
    }
  }
  return found;
}

/** EPERM is an answer too: there is one, of another user. A zombie only waits to be collected. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const stat = readProcStat(pid);
  return stat === "hidden" || (stat !== "gone" && !stat.isZombie);
}
