import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { benchEnvironment } from "./bench-environment.ts";

export interface TaskRepository {
  readonly dir: string;
  /** Where its runner keeps its state. */
  readonly stateDir: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A git repository with these files, by path, all committed on `main`. Without a remote: the network is not ours to measure. */
export function makeTaskRepository(folder: string, files: Readonly<Record<string, string>>): TaskRepository {
  const dir = join(folder, "repository");
  const env = benchEnvironment(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  const git = (...args: string[]): void => void execFileSync("git", ["-C", dir, ...args], { env, stdio: "ignore" });
  git("init", "--quiet", "--initial-branch=main");
  git("add", ".");
  git("commit", "--quiet", "--message=Tasks");
  return { dir, stateDir: join(dir, ".git/runner"), env };
}
