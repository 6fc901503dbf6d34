import { readdirSync, readlinkSync } from "node:fs";
import { findClaim } from "../launch/claim.ts";
import { markOf } from "../launch/run-folder.ts";
import { readCgroupMembers } from "./cgroup.ts";
import type { Lineage } from "./lineage.ts";
import type { ProcessStat } from "./read-process.ts";
import { isAlive, readProc, readProcesses } from "./read-process.ts";

/**
 * Every process that the run started and that still lives, but for its shim. Each of these is enough: the control
 * group, the shim's session or process group, having been seen before, the mark, RUNNER_RUN_ID in the environment, the
 * run's log open for writing; or being a child of such a process. Processes older than its first shim cannot be members.
 */
export function findMembers(lineage: Lineage): ProcessStat[] {
  const candidates = readProcesses(findFirstTicks(lineage)).filter(
    ({ pid, startTicks }) =>
      pid !== lineage.shim.pid && !lineage.spared.has(pid) && lineage.denied.get(pid) !== startTicks,
  );
  const isMember = makeMemberTest(lineage);
  const members = new Set(candidates.filter(isMember));
  return [...addDescendants(members, candidates)];
}

function findFirstTicks({ folder, launch, shim }: Lineage): number {
  let first = shim.startTicks;
  for (let earlier = 1; earlier < launch; earlier += 1) {
    const claim = findClaim(`${folder.path}/${earlier}.claim`);
    if (claim?.kind === "shim" && claim.shim.bootId === shim.bootId) first = Math.min(first, claim.shim.startTicks);
  }
  return first;
}

function makeMemberTest(lineage: Lineage): (process: ProcessStat) => boolean {
  // The number of a dead shim may have gone to a stranger, who may lead a session of that number.
  const leader = isAlive(lineage.shim) ? lineage.shim.pid : -1;
  const grouped = new Set(lineage.cgroup === undefined ? [] : readCgroupMembers(lineage.cgroup));
  const mark = String(markOf(lineage.folder));
  return (process) =>
    process.session === leader ||
    process.group === leader ||
    process.parent === leader ||
    grouped.has(process.pid) ||
    lineage.seen.get(process.pid) === process.startTicks ||
    hasMark(process.pid, mark) ||
    hasEnvironment(process.pid, lineage) ||
    writesLog(process.pid, lineage.folder.log);
}

function addDescendants(members: Set<ProcessStat>, all: readonly ProcessStat[]): Set<ProcessStat> {
  const pids = new Set([...members].map(({ pid }) => pid));
  for (let before = -1; before !== members.size;) {
    before = members.size;
    for (const process of all) {
      if (pids.has(process.pid) || !pids.has(process.parent)) continue;
      pids.add(process.pid);
      members.add(process);
    }
  }
  return members;
}

function hasMark(pid: number, mark: string): boolean {
  return /^Max resident set +(\d+) /m.exec(readProc(`${pid}/limits`) ?? "")?.[1] === mark;
}

/** Two clones on one host may have a run of the same name; RUNNER_TMP tells them apart as long as it is there. */
function hasEnvironment(pid: number, lineage: Lineage): boolean {
  const text = readProc(`${pid}/environ`);
  if (text === undefined) return false;
  const words = text.split("\0");
  if (!words.includes(`RUNNER_RUN_ID=${lineage.run}`)) return false;
  const tmp = words.find((word) => word.startsWith("RUNNER_TMP="));
  if (tmp === undefined) return true;
  const place = Buffer.from(tmp, "latin1").toString();
  const { path, lent } = lineage.folder;
  return place.startsWith(`RUNNER_TMP=${path}/`) || (lent !== undefined && place.startsWith(`RUNNER_TMP=${lent}/`));
}

/** Somebody who only reads the log, `tail -f` or `runner logs -f`, has nothing to do with the run. */
function writesLog(pid: number, log: string): boolean {
  let files: string[];
  try {
    files = readdirSync(`/proc/${pid}/fd`);
  } catch {
    return false;
  }
  return files.some((file) => {
    if (readLink(`/proc/${pid}/fd/${file}`) !== log) return false;
    const flags = /^flags:\s*([0-7]+)/m.exec(readProc(`${pid}/fdinfo/${file}`) ?? "")?.[1] ?? "0";
    return (Number.parseInt(flags, 8) & 0o3) !== 0;
  });
}

function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
