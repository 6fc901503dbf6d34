import { existsSync, readFileSync } from "node:fs";

/** It may still be there for somebody to ask how it has ended. */
export function isGone(pid: string): boolean {
  return !existsSync(`/proc/${pid}/stat`) || readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[2] === "Z";
}
