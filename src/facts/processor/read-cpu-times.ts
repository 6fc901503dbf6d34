import { readFile } from "node:fs/promises";

/** Clock ticks since boot, of all cores together. */
export interface CpuTimes {
  readonly total: number;
  readonly idle: number;
  /** Online: those that are not have no line of their own. */
  readonly cores: number;
}

export async function readCpuTimes(): Promise<CpuTimes> {
  return parseCpuTimes(await readFile("/proc/stat", "latin1"));
}

/**
 * proc_stat(5). Waiting for a disk is idle, as top(1) and others have it. What another guest of the same machine got
 * (steal) is not. Time that went to guests of our own is in user and nice already.
 */
export function parseCpuTimes(text: string): CpuTimes {
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] =
    /^cpu +(.+)$/m.exec(text)?.[1]?.split(" ").map(Number) ?? [];
  return {
    total: user + nice + system + idle + iowait + irq + softirq + steal,
    idle: idle + iowait,
    cores: text.match(/^cpu\d/gm)?.length ?? 1,
  };
}
