import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Report } from "../../../src/report/report.ts";
import type { Called } from "../../cli/call.ts";
import { call } from "../../cli/call.ts";
import { listReported } from "../../cli/list-reported.ts";
import { makeTemporaryFolder } from "../temporary-folder.ts";

/** A copy of an example as `runner init ops --from NAME` makes it, its settings led into a temporary folder. */
export interface ExampleCopy {
  /** Gone after the test. What the settings name is below it. */
  readonly top: string;
  /** Below `top`; gives the whole path. */
  readonly write: (path: string, text: string) => string;
  /** What was written below `ops` comes into force. */
  readonly commit: () => void;
  /** A request, waited for. */
  readonly run: (words: readonly string[], input?: string) => Promise<Called>;
  /** What others' ends have wanted meanwhile is run by the next pass. */
  readonly reconcile: () => Promise<Called>;
  readonly rollback: (run: string) => Promise<Called>;
  /** Of a task's last run. */
  readonly report: (task: string) => Report;
  readonly log: (task: string) => string;
  /** Of all its runs. */
  readonly logs: (task: string) => readonly string[];
  /** Tasks that no report was asked for. */
  readonly notLookedAt: () => Promise<readonly string[]>;
}

/** `instead`: what stands in settings and task files, and what is to stand there. `TOP` is the temporary folder. */
export async function copyExample(name: string, instead: Readonly<Record<string, string>>): Promise<ExampleCopy> {
  const top = makeTemporaryFolder();
  const dir = join(top, "ops");
  const who = { GIT_AUTHOR_NAME: "A", GIT_AUTHOR_EMAIL: "a@x", GIT_COMMITTER_NAME: "A", GIT_COMMITTER_EMAIL: "a@x" };
  const git = (...args: string[]): string =>
    execFileSync("git", args, { cwd: dir, encoding: "utf8", env: { PATH: process.env["PATH"], HOME: top, ...who } });
  const around = { cwd: top, env: { HOME: top, RUNNER_HOST_NAME: "web-1" } };
  expect(await call(["init", "ops", "--from", name], around)).toMatchObject({ code: 0 });
  for (const [path, text] of replaceInFiles(dir, { ...instead, TOP: top })) writeFileSync(path, text);
  const commit = (): void => {
    git("add", "--all");
    git("commit", "--quiet", "--message=Ours");
  };
  commit();
  const calls = { ...around, cwd: dir };
  const lookedAt = new Set<string>();
  const showAll = (task: string, ending: ".json" | ".log"): readonly string[] => {
    lookedAt.add(task);
    const texts = listReported(git, task, ending);
    expect(texts, `nothing is reported of ${task}`).not.toEqual([]);
    return texts;
  };
  const show = (task: string, ending: ".json" | ".log"): string => showAll(task, ending)[0]!;
  return {
    top,
    write(path, text) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), text);
      return join(top, path);
    },
    commit,
    run: (words, input) => call(["run", ...words, "--wait"], { ...calls, ...(input !== undefined && { input }) }),
    reconcile: () => call(["reconcile"], calls),
    rollback: (run) => call(["rollback", run, "--reason", "a try"], calls),
    report: (task) => JSON.parse(show(task, ".json")) as Report,
    log: (task) => show(task, ".log"),
    logs: (task) => showAll(task, ".log"),
    async notLookedAt() {
      const { out } = await call(["list", "--json"], calls);
      return (JSON.parse(out) as { id: string }[]).map(({ id }) => id).filter((id) => !lookedAt.has(id));
    },
  };
}

/** Each has to stand somewhere. */
function replaceInFiles(dir: string, instead: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const tasks = readdirSync(join(dir, "tasks.d")).map((name) => join(dir, "tasks.d", name));
  const files = [join(dir, "runner.toml"), ...tasks].map((path) => [path, readFileSync(path, "utf8")] as const);
  return Object.entries(instead).reduce((texts, [old, now]) => {
    expect([...texts.values()].join("")).toContain(old);
    return new Map([...texts].map(([path, text]) => [path, text.replaceAll(old, now)]));
  }, new Map(files));
}
