import { readdirSync } from "node:fs";
import type { ProcessKey } from "../../model/run.ts";
import type { RunFolder } from "../launch/run-folder.ts";
import { readBootId, readProc, readProcess } from "./read-process.ts";

/** The living shim of a launch whose claim does not say its pid: the claim's path is the second word after `sh`. */
export function findShim(folder: RunFolder): ProcessKey | undefined {
  const claim = Buffer.from(folder.claim).toString("latin1");
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    if (readProc(`${name}/cmdline`)?.split("\0")[2] !== claim) continue;
    const stat = readProcess(Number(name));
    if (stat) return { pid: stat.pid, startTicks: stat.startTicks, bootId: readBootId() };
  }
  return undefined;
}
