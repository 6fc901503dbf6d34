import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** An environment in which no setting, identity or memory of whoever measures plays a part. */
export function benchEnvironment(folder: string): NodeJS.ProcessEnv {
  const home = join(folder, "home");
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env["PATH"],
    HOME: home,
    TZ: "UTC",
    // Where the compile cache lies; warm from the first round on, as on any host that has called `runner` before.
    TMPDIR: process.env["TMPDIR"],
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "bench",
    GIT_AUTHOR_EMAIL: "bench@localhost",
    GIT_COMMITTER_NAME: "bench",
    GIT_COMMITTER_EMAIL: "bench@localhost",
    RUNNER_HOST_NAME: "bench",
    RUNNER_LOG_LEVEL: "warn",
  };
}
