import { readFileSync } from "node:fs";

/** The boot that the host is in: the kernel's name for it, and when it was (`btime`, in seconds: proc_stat(5)). */
export function readBoot(): { bootId: string; at: number } {
  const bootId = readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim();
  const seconds = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "latin1"))?.[1];
  return { bootId, at: Number(seconds) * 1000 };
}
