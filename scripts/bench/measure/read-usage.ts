import { readFileSync } from "node:fs";

/** What a process has used so far, from /proc (proc_pid_status(5), proc_pid_stat(5)). */
export interface Usage {
  readonly rssMb: number;
  /** User and system time, its own and that of the children it has waited for. */
  readonly cpuMs: number;
}

/** USER_HZ: the ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const tickMs = 10;

export function readUsage(pid: number): Usage {
  const rssKb = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // Fields 14 to 17, counted from the third, which stands behind the name in brackets.
  const ticks = stat
    .slice(stat.lastIndexOf(")") + 2)
    .split(" ")
    .slice(11, 15);
  return { rssMb: Number(rssKb) / 1024, cpuMs: tickMs * ticks.reduce((sum, each) => sum + Number(each), 0) };
}
