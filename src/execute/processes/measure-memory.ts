import { readdirSync } from "node:fs";
import { readCgroupMembers } from "./cgroup.ts";
import type { Lineage } from "./lineage.ts";
import { readProc, readProcess } from "./read-process.ts";

/**
 * Bytes: the peaks of resident memory (VmHWM) of all processes that the launch has now, added up. Shared pages count for
 * each. Undefined if there is nothing to see. Remembers whom it met, for a later kill.
 */
export function measureMemory(lineage: Lineage): number | undefined {
  let bytes = 0;
  for (const pid of findNearMembers(lineage)) {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readProc(`${pid}/status`) ?? "")?.[1];
    bytes += 1024 * Number(peak ?? 0);
  }
  return bytes === 0 ? undefined : bytes;
}

/** Bytes that it uses now: anonymous and shared memory (proc_pid_status(5)), not the files that everybody maps. */
export function measureUse(lineage: Lineage): number {
  let kilobytes = 0;
  for (const pid of findNearMembers(lineage)) {
    for (const [, used] of (readProc(`${pid}/status`) ?? "").matchAll(/^Rss(?:Anon|Shmem):\s+(\d+) kB$/gm))
      kilobytes += Number(used);
  }
  return 1024 * kilobytes;
}

/** Cheaper than findMembers, for it is asked twice a second: the control group's, or the shim's tree. */
function findNearMembers(lineage: Lineage): number[] {
  const grouped = lineage.cgroup === undefined ? [] : readCgroupMembers(lineage.cgroup);
  if (grouped.length > 0) return grouped;
  const roots = [lineage.shim.pid];
  for (const [pid, startTicks] of lineage.seen) {
    if (readProcess(pid)?.startTicks === startTicks) roots.push(pid);
    else lineage.seen.delete(pid);
  }
  const near = new Set<number>();
  for (const root of roots) addTree(root, near);
  near.delete(lineage.shim.pid);
  for (const pid of near) {
    const startTicks = readProcess(pid)?.startTicks;
    if (startTicks !== undefined) lineage.seen.set(pid, startTicks);
  }
  return [...near];
}

function addTree(pid: number, into: Set<number>): void {
  if (into.has(pid)) return;
  into.add(pid);
  for (const child of readChildren(pid)) addTree(child, into);
}

/** Children are listed with the thread that made them (proc_tid_children(5)). Some kernels are built without. */
function readChildren(pid: number): number[] {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
  const lines = threads.map((thread) => readProc(`${pid}/task/${thread}/children`) ?? "");
  return lines.join(" ").split(" ").filter(Boolean).map(Number);
}
