import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

const everyMs = 2;

/**
 * The most resident memory that a process has had, in MB: what the kernel keeps as its high-water mark (VmHWM,
 * proc_pid_status(5)), read until the process is gone. Rejects if it fails.
 */
export async function peakMemory(command: string, args: readonly string[], env = process.env): Promise<number> {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"], env });
  let kb = 0;
  const sampling = setInterval(() => {
    try {
      kb = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${child.pid}/status`, "latin1"))?.[1] ?? kb);
    } catch {
      // It has just ended.
    }
  }, everyMs);
  const [code] = (await once(child, "exit")) as [number | null];
  clearInterval(sampling);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: exit code ${code}`);
  return kb / 1024;
}
