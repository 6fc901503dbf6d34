import { readFileSync } from "node:fs";

/** One line of /proc/PID/stat, as far as it is needed here (proc_pid_stat(5)). */
export interface ProcStat {
  readonly pid: number;
  /** What the kernel calls it: the first 15 bytes of the file's name, unless it calls itself otherwise (proc_pid_comm(5)). */
  readonly comm: string;
  readonly session: number;
  /** Does nothing any more; some hosts never collect them. */
  readonly isZombie: boolean;
  /** Has no command line. */
  readonly isKernelThread: boolean;
}

/** PF_KTHREAD of the kernel's include/linux/sched.h. */
const kernelThread = 0x0020_0000;

/** Read at once: unlike most of /proc/PID, this file waits for nobody. As latin1, for a name may be any bytes. */
export function readProcStat(pid: number): ProcStat | "gone" | "hidden" {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch (error) {
    return isGone(error) ? "gone" : "hidden";
  }
  // The name is in brackets and may hold anything, brackets and blanks too.
  const end = text.lastIndexOf(")");
  const [state, , , session, , , flags] = text.slice(end + 2).split(" ");
  return {
    pid,
    comm: text.slice(text.indexOf("(") + 1, end),
    session: Number(session),
    isZombie: state === "Z" || state === "X",
    isKernelThread: (Number(flags) & kernelThread) !== 0,
  };
}

/** ESRCH: it went between opening and reading. */
export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ESRCH";
}
