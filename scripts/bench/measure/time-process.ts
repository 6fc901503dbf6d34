import { spawnSync } from "node:child_process";

/** Milliseconds from before a process is spawned until it is gone. Throws with what it said on stderr if it fails. */
export function timeProcess(command: string, args: readonly string[], env = process.env): number {
  const before = performance.now();
  const { status, error, stderr } = spawnSync(command, args, { stdio: ["ignore", "ignore", "pipe"], env });
  const ms = performance.now() - before;
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? `exit code ${status}, ${stderr}`}`);
  return ms;
}
