import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { benchEnvironment } from "./bench-environment.ts";
import type { TaskRepository } from "./task-repository.ts";

/**
 * A repository with these files on `main`, and with the second ones put over them on `topic`, made of objects alone: a
 * hundred thousand files in a work tree would take longer to write than all the rest.
 */
export function importTasks(
  folder: string,
  main: Readonly<Record<string, string>>,
  topic: Readonly<Record<string, string>>,
): TaskRepository {
  const dir = join(folder, "repository");
  mkdirSync(dir, { recursive: true });
  const env = benchEnvironment(folder);
  const git = (args: readonly string[], input?: string): void =>
    void execFileSync("git", ["-C", dir, ...args], { env, input, stdio: ["pipe", "ignore", "inherit"] });
  git(["init", "--quiet", "--initial-branch=main"]);
  const who = "bench <bench@localhost> 1795780000 +0000";
  const commit = (branch: string, from: string, files: Readonly<Record<string, string>>): string =>
    [
      `commit refs/heads/${branch}\ncommitter ${who}\ndata 5\nTasks\n${from}`,
      ...Object.entries(files).map(
        ([path, text]) => `M 644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
      ),
      "\n",
    ].join("");
  git(["fast-import", "--quiet"], commit("main", "", main) + commit("topic", "from refs/heads/main\n", topic));
  return { dir, stateDir: join(dir, ".git/runner"), env };
}
