import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import type { RunFolder } from "../launch/run-folder.ts";
import { readCgroupMembers } from "./cgroup.ts";
import { findMembers } from "./find-members.ts";
import type { Lineage } from "./lineage.ts";

/**
 * Moves everything that the run has started, but for its shim, into a control group `<parent>/<run>`: from then on nothing
 * of it can get away, however it forks. Done for runs that last, and from outside: each move may wait for the kernel's
 * RCU (15 ms were measured), in a thread of the pool here, but in front of every short run if the shim did it.
 * Written down before the first move, for a runner that finds the run later.
 */
export async function enterCgroup(lineage: Lineage, parent: string): Promise<void> {
  const cgroup = `${parent}/${lineage.run}`;
  try {
    mkdirSync(cgroup, { recursive: true });
    writeFileSync(lineage.folder.cgroup, cgroup);
  } catch {
    return;
  }
  lineage.cgroup = cgroup;
  // Whatever forks between the sweep and its own move has a child outside: hence more than one sweep.
  for (let sweep = 0; sweep < 5; sweep += 1) {
    const inside = new Set(readCgroupMembers(cgroup));
    const outside = findMembers(lineage).filter(({ pid }) => !inside.has(pid));
    if (outside.length === 0) return;
    for (const { pid } of outside) await writeFile(`${cgroup}/cgroup.procs`, String(pid)).catch(() => undefined);
  }
}

/** The control group that an earlier runner gave to the run. */
export function findCgroup(folder: RunFolder): string | undefined {
  try {
    return readFileSync(folder.cgroup, "utf8") || undefined;
  } catch {
    return undefined;
  }
}
