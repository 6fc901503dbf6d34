import { setTimeout } from "node:timers/promises";
import { killCgroup } from "./cgroup.ts";
import { findMembers } from "./find-members.ts";
import type { Lineage } from "./lineage.ts";
import type { ProcessStat } from "./read-process.ts";
import { isAlive, readProcess } from "./read-process.ts";

/** Sweeps, at most 100 ms apart, that a shim is given to write its record before it must go too. */
const patience = 30;

/**
 * TERM, then CONT for those that are stopped (as systemd.kill(5) does), to every process of the launch, the shim first:
 * it must know before its check ends. Sweeps again until it has met nobody new.
 */
export function terminateMembers(lineage: Lineage): void {
  if (isAlive(lineage.shim)) send(lineage.shim.pid, "SIGTERM", "SIGCONT");
  const told = new Set<string>();
  for (let sweep = 0; sweep < 5; sweep += 1) {
    const fresh = findMembers(lineage).filter((member) => !told.has(nameOf(member)));
    if (fresh.length === 0) return;
    for (const member of fresh) {
      told.add(nameOf(member));
      if (isSame(member)) send(member.pid, "SIGTERM", "SIGCONT");
    }
  }
}

/**
 * KILL to every process of the launch, again and again until a sweep finds none. The shim is left to write its record and
 * go; if it does not, or if something forks faster than we sweep, its whole process group goes, and with it the record.
 * Who may not be signalled is put into `lineage.denied`. Ends early, with something possibly alive, only when `stop` is aborted.
 */
export async function killMembers(lineage: Lineage, stop: AbortSignal): Promise<void> {
  for (let sweep = 0; !stop.aborted; sweep += 1) {
    if (lineage.cgroup !== undefined) killCgroup(lineage.cgroup, lineage.spared);
    const members = findMembers(lineage);
    const shimLives = isAlive(lineage.shim);
    if (members.length === 0 && !shimLives) return;
    for (const member of members) {
      if (!isSame(member)) continue;
      if (send(member.pid, "SIGKILL") === "denied") lineage.denied.set(member.pid, member.startTicks);
      if (sweep > 3 && mayKillGroup(member, lineage)) send(-member.group, "SIGKILL");
    }
    if (shimLives) {
      if (sweep < patience) send(lineage.shim.pid, "SIGCONT");
      else send(-lineage.shim.pid, "SIGKILL");
    }
    await pause(sweep < patience ? Math.min(2 ** sweep, 100) : 500, stop);
  }
}

/** Only its own descendants are in a session that a member leads; but a runner that was started by a task is one. */
function mayKillGroup(member: ProcessStat, lineage: Lineage): boolean {
  if (member.group !== member.session || member.group === lineage.shim.pid) return false;
  return [...lineage.spared].every((pid) => readProcess(pid)?.group !== member.group);
}

/** Looked at once more right before the signal: its number may be another's by now. */
function isSame(member: ProcessStat): boolean {
  return readProcess(member.pid)?.startTicks === member.startTicks;
}

function nameOf(member: ProcessStat): string {
  return `${member.pid} ${member.startTicks}`;
}

/** Who is gone already is no reason to stop; nor is who may not be signalled, a program of another user (kill(2)). */
function send(pid: number, ...signals: NodeJS.Signals[]): "sent" | "gone" | "denied" {
  try {
    for (const signal of signals) process.kill(pid, signal);
    return "sent";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "denied" : "gone";
  }
}

async function pause(ms: number, stop: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal: stop }).catch(() => undefined);
}
