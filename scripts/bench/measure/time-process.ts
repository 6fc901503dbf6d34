import { spawnSync } from "node:child_process";

/** Milliseconds from before a process is spawned until it is gone. Its output is not read. Throws if it fails. */
export function timeProcess(command: string, args: readonly string[], env = process.env): number {
  const before = performance.now();
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], env });
  const ms = performance.now() - before;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${error?.message ?? status}`);
  return ms;
}
