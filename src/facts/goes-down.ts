import { execFile } from "node:child_process";
import { existsSync } from "node:fs";

/** Whoever asks has little time left. */
const timeLimitMs = 2000;

/**
 * Whether the system goes down: systemd is asked (`systemctl is-system-running`, systemctl(1)), where it runs the host
 * (sd_booted(3)). Without it, or without an answer in time, that is not known and counts as no.
 */
export async function goesDown(): Promise<boolean> {
  return existsSync("/run/systemd/system") && (await isStopping("systemctl"));
}

/** Its exit code tells "running" from all else, so that only the word tells "stopping". */
export function isStopping(systemctl: string): Promise<boolean> {
  const options = { cwd: "/", encoding: "utf8", timeout: timeLimitMs, killSignal: "SIGKILL" } as const;
  return new Promise((resolve) => {
    execFile(systemctl, ["is-system-running"], options, (_, out) => resolve(out.trim() === "stopping"));
  });
}
