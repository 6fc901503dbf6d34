import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, vi } from "vitest";
import type { Fault } from "../../src/model/fault.ts";
import type { Sha } from "../../src/model/ids.ts";
import { sha } from "../../src/model/ids.ts";
import type { ReportCommit } from "../../src/model/report-commit.ts";
import type { Result } from "../../src/model/result.ts";
import type { Repository } from "../../src/repository/index.ts";
import { openRepository, removeTree } from "../../src/repository/index.ts";

const folders: string[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) await removeTree(folder);
});

/** A folder of this test alone, removed after it. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "runner-repository-"));
  folders.push(folder);
  return folder;
}

/** The git of somebody who is not the runner: with an identity, and nothing from this machine's own settings. */
export function git(cwd: string, ...args: string[]): string {
  return gitWith(cwd, {}, ...args);
}

export function gitWith(cwd: string, env: Record<string, string>, ...args: string[]): string {
  const who = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@x", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@x" };
  return execFileSync("git", args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", GIT_CONFIG_NOSYSTEM: "1", ...who, ...env },
  }).trimEnd();
}

/** What lies at a path: text, an executable, or a link. */
export type Content = string | Uint8Array | { readonly run: string } | { readonly link: string };

export function put(dir: string, files: Readonly<Record<string, Content>>): void {
  for (const [path, content] of Object.entries(files)) {
    const full = join(dir, path);
    mkdirSync(dirname(full), { recursive: true });
    if (typeof content === "string" || content instanceof Uint8Array) writeFileSync(full, content);
    else if ("link" in content) symlinkSync(content.link, full);
    else {
      writeFileSync(full, content.run);
      chmodSync(full, 0o755);
    }
  }
}

/** Writes files and commits everything; gives the commit. */
export function commit(dir: string, files: Readonly<Record<string, Content>>, message = "change"): Sha {
  put(dir, files);
  git(dir, "add", "--all");
  git(dir, "commit", "--quiet", "--allow-empty", "-m", message);
  return sha(git(dir, "rev-parse", "HEAD"));
}

/** A work tree with a first commit of these files, on main. */
export function workTree(files: Readonly<Record<string, Content>> = {}, ...initOptions: string[]): string {
  const dir = join(scratch(), "ops");
  git("/", "init", "--quiet", "--initial-branch=main", ...initOptions, dir);
  commit(dir, files, "first");
  return dir;
}

/** A bare remote with main, and so many clones of it. */
export function remoteAndClones(count: number): { remote: string; clones: string[] } {
  const seed = workTree({ "tasks.d/a.toml": 'run = "true"\n' });
  const top = dirname(seed);
  const remote = join(top, "remote.git");
  git(top, "clone", "--quiet", "--bare", seed, remote);
  const clones = Array.from({ length: count }, (_, index) => join(top, `clone-${index}`));
  for (const clone of clones) git(top, "clone", "--quiet", remote, clone);
  return { remote, clones };
}

export function must<T>(result: Result<T, Fault>): T {
  if (!result.ok) throw new Error(`${result.error.what} — ${result.error.hint}`);
  return result.value;
}

export function faultOf(result: Result<unknown, Fault>): Fault {
  expect(result.ok).toBe(false);
  if (result.ok) throw new Error("unreachable");
  return result.error;
}

export async function open(dir: string): Promise<Repository> {
  return must(await openRepository(dir));
}

export const reportsOptions = {
  branch: "runner/reports",
  remote: "origin",
  author: { name: "runner", email: "runner@localhost" },
} as const;

/** The report of a made-up run. */
export function report(id: string, files: ReportCommit["files"] = []): ReportCommit {
  const path = `runs/2026/11/20/t/${id}.json`;
  return {
    id,
    proof: { path, passage: undefined },
    at: Date.UTC(2026, 10, 20, 2),
    message: `t: success in 1 s\n\nRun-Id: ${id}\nStatus: success\n`,
    files: [{ path, content: `{"id":"${id}"}\n` }, ...files],
  };
}

/** The commits of made-up events about one revision, oldest first: each writes the file of the one before anew. */
export function events(...ids: readonly string[]): ReportCommit[] {
  const path = "hosts/h/revisions/abc.json";
  return ids.map((id, index) => ({
    ...report(id),
    proof: { path, passage: `"${id}"` },
    files: [{ path, content: JSON.stringify({ states: ids.slice(0, index + 1) }) }],
  }));
}

/** The run ids on a branch, oldest first. */
export function reportIds(dir: string, branch = "runner/reports"): string[] {
  const format = "--format=%(trailers:key=Run-Id,valueonly,separator=%x2C)";
  return git(dir, "log", "--reverse", format, branch).split("\n");
}
