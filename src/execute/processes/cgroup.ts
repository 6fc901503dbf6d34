import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { readProc } from "./read-process.ts";

/**
 * Makes the folder for the control groups of this runner's runs, below the group that the runner itself is in (cgroups(7),
 * version 2). Undefined where that cannot be had: version 1 only, no right to it, a kernel without cgroup.kill (before
 * 5.14). Removes what earlier runs left empty.
 */
export function openCgroups(stateDir: string): string | undefined {
  const own = findOwnCgroup();
  if (own === undefined) return undefined;
  // Two runners in one control group, each with its own clone, must not meet.
  const path = `${own}/runner-${createHash("sha256").update(stateDir).digest("hex").slice(0, 12)}`;
  try {
    // Moving a process asks for the right to write to the nearest group that both places are in.
    accessSync(`${own}/cgroup.procs`, constants.W_OK);
    mkdirSync(path, { recursive: true });
    if (!existsSync(`${path}/cgroup.kill`)) throw new Error("no cgroup.kill");
    for (const run of findSubgroups(path)) removeCgroup(run);
    return path;
  } catch {
    removeCgroup(path);
    return undefined;
  }
}

/** Pids in the group and in the groups below it. */
export function readCgroupMembers(cgroup: string): number[] {
  try {
    const own = readFileSync(`${cgroup}/cgroup.procs`, "latin1").split("\n").filter(Boolean).map(Number);
    return [...own, ...findSubgroups(cgroup).flatMap(readCgroupMembers)];
  } catch {
    return [];
  }
}

/** Ends everything in the group at once, forks in progress included; unless somebody in it is to be spared. */
export function killCgroup(cgroup: string, spared: ReadonlySet<number>): void {
  if (readCgroupMembers(cgroup).some((pid) => spared.has(pid))) return;
  try {
    writeFileSync(`${cgroup}/cgroup.kill`, "1");
  } catch {
    return;
  }
}

/** Only what is empty goes: whatever a task left running stays where it is. */
export function removeCgroup(cgroup: string): void {
  if (isRemoved(cgroup)) return;
  const below = findSubgroups(cgroup);
  for (const group of below) removeCgroup(group);
  if (below.length > 0) isRemoved(cgroup);
}

function isRemoved(cgroup: string): boolean {
  try {
    rmdirSync(cgroup);
    return true;
  } catch {
    return false;
  }
}

function findSubgroups(cgroup: string): string[] {
  try {
    const entries = readdirSync(cgroup, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map((entry) => `${cgroup}/${entry.name}`);
  } catch {
    return [];
  }
}

/**
 * The folder of a process's group, of version 2. Mount points are field 5 of /proc/self/mountinfo, what is mounted there
 * field 4 (proc_pid_mountinfo(5)).
 */
export function findOwnCgroup(pid: number | "self" = "self"): string | undefined {
  const path = /^0::(.*)$/m.exec(readProc(`${pid}/cgroup`) ?? "")?.[1];
  const mount = /^\d+ \d+ \S+ (\S+) (\S+) .* - cgroup2 /m.exec(readProc("self/mountinfo") ?? "");
  if (path === undefined || !mount) return undefined;
  const [, root, point] = mount;
  if (root !== "/" && path !== root && !path.startsWith(`${root}/`)) return undefined;
  const below = root === "/" ? path : path.slice(root!.length);
  const own = `${point}${below}`.replace(/\/$/, "");
  // Put into a subgroup of its unit (DelegateSubgroup= of systemd.resource-control(5)), so that the unit's own group has
  // no processes and can limit others: the whole of it is the runner's then.
  return /\.(service|scope)$/.test(dirname(own)) ? dirname(own) : own;
}
