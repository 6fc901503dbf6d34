import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Answer, Recorded } from "../forge/recording-forge.ts";

/** What a pull request changes, checked out as a CI does: a detached HEAD beside `origin`. Gone after the test. */
export interface Checkout {
  readonly dir: string;
  /** A folder for what the job writes. */
  readonly temp: string;
  /** Address of a repository that has the runner, as small as can be: the command is that of this folder. */
  readonly source: string;
  readonly git: (...args: string[]) => string;
  /** Another push to the pull request. */
  readonly push: (files: Readonly<Record<string, string>>) => void;
  /** As the CI's own shell runs a step: bash, which ends at the first command that fails. */
  readonly step: (
    script: string,
    env: Readonly<Record<string, string>>,
  ) => Promise<{ code: number | null; out: string; err: string }>;
  readonly read: (path: string) => string;
}

const bin = new URL("../../bin/runner.js", import.meta.url);

export function makeCheckout(files: Readonly<Record<string, string>>): Checkout {
  const top = realpathSync(mkdtempSync(join(tmpdir(), "runner-ci-")));
  onTestFinished(() => rmSync(top, { recursive: true, force: true }));
  const [origin, dir, temp, source] = ["origin.git", "checkout", "temp", "runner"].map((name) => join(top, name)) as [
    string,
    string,
    string,
    string,
  ];
  for (const folder of [dir, temp, source]) mkdirSync(folder);
  const gitIn =
    (cwd: string) =>
    (...args: string[]): string =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@x", ...args], { cwd, encoding: "utf8" }).trimEnd();
  const write = (to: string, these: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(these)) {
      mkdirSync(dirname(join(to, path)), { recursive: true });
      writeFileSync(join(to, path), text);
    }
  };
  const git = gitIn(dir);
  gitIn(top)("init", "--quiet", "--bare", "--initial-branch=main", origin);
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", origin);
  const push = (these: Readonly<Record<string, string>>): void => {
    write(dir, these);
    git("add", ".");
    git("commit", "--quiet", "--allow-empty", "--message=change");
    git("checkout", "--quiet", "--detach");
  };
  push(files);
  git("push", "--quiet", "origin", "HEAD:refs/heads/main");
  git("fetch", "--quiet", "origin");
  write(source, {
    "package.json": '{ "name": "runner", "version": "1.0.0" }\n',
    "package-lock.json":
      '{ "name": "runner", "version": "1.0.0", "lockfileVersion": 3, "packages": { "": { "name": "runner" } } }\n',
    "bin/runner.js": `import(${JSON.stringify(bin.href)});\n`,
  });
  const inSource = gitIn(source);
  inSource("init", "--quiet", "--initial-branch=main");
  inSource("add", ".");
  inSource("commit", "--quiet", "--message=runner");
  return {
    dir,
    temp,
    source,
    git,
    push,
    read: (path) => readFileSync(join(top, path), "utf8"),
    step: async (script, env) => {
      const child = spawn("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
        cwd: dir,
        env: { PATH: process.env["PATH"], HOME: temp, ...env },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const said = { out: "", err: "" };
      child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
      child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
      const [code] = (await once(child, "close")) as [number | null];
      return { code, ...said };
    },
  };
}

/** The comments of one pull request, kept as a forge keeps them. */
export function keepComments(): { comments: { id: number; body: string }[]; answer: (call: Recorded) => Answer } {
  const comments: { id: number; body: string }[] = [];
  const me = { user: { login: "us" }, author: { username: "us" } };
  return {
    comments,
    answer: ({ method, path, body }) => {
      if (path === "/user") return { status: 200, body: { login: "us", username: "us" } };
      if (method === "GET") return { status: 200, body: comments.map((comment) => ({ ...comment, ...me })) };
      const text = (body as { body: string }).body;
      if (method === "POST") comments.push({ id: comments.length + 1, body: text });
      else comments.find(({ id }) => path.endsWith(`/${id}`))!.body = text;
      return { status: 200, body: {} };
    },
  };
}
