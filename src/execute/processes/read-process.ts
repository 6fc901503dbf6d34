import { readFileSync, readdirSync } from "node:fs";
import type { ProcessKey } from "../../model/run.ts";

/** One line of /proc/PID/stat, as far as it tells who belongs together (proc_pid_stat(5)). */
export interface ProcessStat {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** Clock ticks after boot. */
  readonly startTicks: number;
}

/** Undefined if there is none. A zombie is none: it does nothing any more, and some hosts never collect them. */
export function readProcess(pid: number): ProcessStat | undefined {
  const words = readStatWords(pid);
  if (!words || words[0] === "Z" || words[0] === "X") return undefined;
  return {
    pid,
    parent: Number(words[1]),
    group: Number(words[2]),
    session: Number(words[3]),
    startTicks: Number(words[19]),
  };
}

/** Of a child of ours that may have ended already, but that nobody has waited for yet. */
export function readOwnChild(pid: number): ProcessKey {
  return { pid, startTicks: Number(readStatWords(pid)?.[19] ?? 0), bootId: readBootId() };
}

/** All processes of the host that started at `sinceTicks` or later. */
export function readProcesses(sinceTicks: number): ProcessStat[] {
  const found: ProcessStat[] = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readProcess(Number(name));
    if (stat && stat.startTicks >= sinceTicks) found.push(stat);
  }
  return found;
}

/** Whether this very process, and no later one with its number, is alive. */
export function isAlive(key: ProcessKey): boolean {
  return key.bootId === readBootId() && readProcess(key.pid)?.startTicks === key.startTicks;
}

/** USER_HZ: the ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const tickMs = 10;

/** Milliseconds since the process started; time in which the host slept counts (CLOCK_BOOTTIME, as its start ticks do). */
export function ageOf({ startTicks }: ProcessKey): number {
  const uptimeMs = 1000 * Number(readFileSync("/proc/uptime", "latin1").split(" ")[0]);
  return Math.max(0, Math.round(uptimeMs - startTicks * tickMs));
}

let bootId: string | undefined;

/** Of the running kernel: it cannot change while we live. */
export function readBootId(): string {
  bootId ??= readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  return bootId;
}

/** A file under /proc as text; undefined where it is gone or not ours to read. */
export function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, "latin1");
  } catch {
    return undefined;
  }
}

/** The words after the name, which is in brackets and may hold anything, brackets and blanks too. */
function readStatWords(pid: number): string[] | undefined {
  const text = readProc(`${pid}/stat`);
  return text?.slice(text.lastIndexOf(")") + 2).split(" ");
}
