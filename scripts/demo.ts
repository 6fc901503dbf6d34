/**
 * `npm run demo`: the whole loop for real, in a temporary folder: a bare remote, your clone, the runner's clone. A push
 * changes a task; the runner applies that commit, runs what is due, and its reports come back as commits.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const project = fileURLToPath(new URL("..", import.meta.url));
const bin = join(project, "bin/runner.js");
const top = mkdtempSync(join(tmpdir(), "runner-demo-"));
const [remote, yours, host, home] = ["remote.git", "yours", "host", "home"].map((name) => join(top, name)) as [
  string,
  string,
  string,
  string,
];
const env = {
  ...process.env,
  HOME: home,
  XDG_STATE_HOME: join(home, "state"),
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "You",
  GIT_AUTHOR_EMAIL: "you@localhost",
  GIT_COMMITTER_NAME: "You",
  GIT_COMMITTER_EMAIL: "you@localhost",
  RUNNER_GIT_POLL: "500ms",
  RUNNER_HOST_NAME: "demo",
  RUNNER_LOG_FORMAT: "json",
};
const color = process.stdout.isTTY && !process.env["NO_COLOR"];

mkdirSync(home);
say("A bare remote, your clone of it with examples/quickstart, and the runner's own clone");
git(top, "init", "--quiet", "--bare", "--initial-branch=main", remote);
git(top, "clone", "--quiet", remote, yours);
cpSync(join(project, "examples/quickstart"), yours, { recursive: true });
cpSync(join(project, "schemas"), join(yours, "schemas"), { recursive: true });
git(yours, "switch", "--quiet", "--create", "main");
git(yours, "add", ".");
git(yours, "commit", "--quiet", "--message=The quickstart's chores");
git(yours, "push", "--quiet", "origin", "main");
git(top, "clone", "--quiet", "--branch=main", remote, host);

say("The runner starts in its clone");
const logFile = join(top, "runner.log");
const log = openSync(logFile, "w");
const daemon = spawn(process.execPath, [bin, "start", "--repo", host], { env, stdio: ["ignore", log, log] });
const died = new Promise<never>((_, reject) => {
  daemon.once("exit", (code) => reject(new Error(`the runner ended with ${code}:\n${readFileSync(logFile, "utf8")}`)));
});
died.catch(() => undefined);
await until("the first revision is applied", () => reports().includes("applied"));

say("You add a task. What will it do? `runner plan` says so before anybody runs it");
writeFileSync(
  join(yours, "tasks.d/hello.toml"),
  `#:schema ../schemas/task.schema.json
description = "Says hello every two seconds"
schedule    = "*/2 * * * * *"
run         = 'echo "hello from $RUNNER_TASK, slot $RUNNER_SLOT"'
`,
);
runner("plan", "--for", "10s", "--repo", yours);

say("You push it");
git(yours, "add", ".");
git(yours, "commit", "--quiet", "--message=Say hello");
git(yours, "push", "--quiet", "origin", "main");

say("The runner fetches the commit, applies it, runs what is due, and pushes a report of every run");
await until("two runs are reported on the remote", () => (reports().match(/^.*hello: success/gm) ?? []).length >= 2);
runner("status", "--repo", host);
say("Its reports are commits on a branch of their own: no tool of ours is needed to read them");
show(`git log runner/reports`, reports("--format=%C(auto)%h %s", "--max-count=8"));
show(
  `git log runner/reports --format='%(trailers:key=Status,valueonly)'`,
  reports(
    "--format=%(trailers:key=Status,valueonly,separator=%x2C) %(trailers:key=Task,valueonly,separator=%x2C)",
    "--max-count=4",
  ),
);

say("It stops; the books are in git");
daemon.removeAllListeners("exit");
const gone = new Promise((resolve) => daemon.once("exit", resolve));
daemon.kill("SIGTERM");
await gone;
console.log(`Look around: ${top}
  git -C ${yours} fetch && git -C ${yours} show origin/runner/reports:README.md   the board
  git -C ${remote} log -p runner/reports                                          every report with its log
  cd ${host} && ${bin} history                                                    the same, from the journal
Your own: ${bin} init ops && cd ops`);

function reports(...args: string[]): string {
  try {
    return execFileSync("git", ["-C", remote, "log", ...args, "runner/reports"], {
      env,
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch {
    return "";
  }
}

async function until(what: string, isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!isSo()) {
    if (Date.now() > deadline)
      throw new Error(`after 30 s it is not so that ${what}:\n${readFileSync(logFile, "utf8")}`);
    await Promise.race([sleep(100), died]);
  }
}

function runner(...words: string[]): void {
  const shown = words.slice(0, words.indexOf("--repo")).join(" ");
  show(
    `runner ${shown}`,
    execFileSync(process.execPath, [bin, ...words], {
      env: { ...env, ...(color ? { FORCE_COLOR: "1" } : {}) },
      encoding: "utf8",
    }),
  );
}

function git(cwd: string, ...args: string[]): void {
  execFileSync("git", ["-C", cwd, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
}

function say(text: string): void {
  console.log(color ? `\n\x1b[1m▸ ${text}\x1b[0m` : `\n▸ ${text}`);
}

function show(command: string, output: string): void {
  console.log(color ? `\x1b[2m$ ${command}\x1b[0m` : `$ ${command}`);
  console.log(output.trimEnd().replace(/^/gm, "  "));
}
