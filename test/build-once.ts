import { execFileSync } from "node:child_process";

/** End-to-end tests run the bundled command, the file that users get: build it once before all of them. */
export default function buildOnce(): void {
  execFileSync(process.execPath, ["scripts/build.ts"], { cwd: new URL("..", import.meta.url), stdio: "inherit" });
}
