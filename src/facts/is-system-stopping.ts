import { execFile } from "node:child_process";
import { existsSync } from "node:fs";

const timeLimitMs = 2000;

/** Whether systemd takes the host down at this moment (`systemctl is-system-running`). Without systemd nobody can tell: no. */
export function isSystemStopping(): Promise<boolean> {
  // What sd_booted(3) looks at.
  if (!existsSync("/run/systemd/system")) return Promise.resolve(false);
  return new Promise((resolve) => {
    // Its exit code is 1 for every state but "running": only the word counts.
    execFile("systemctl", ["is-system-running"], { timeout: timeLimitMs }, (_, stdout) =>
      resolve(stdout.trim() === "stopping"),
    );
  });
}
