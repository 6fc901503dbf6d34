import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

afterEach(() => vi.unstubAllEnvs());

const dayMs = 86_400_000;
/** Noon of today: what a run ends at is told by its shim, whose clock is the real one. */
const start = Math.floor(Date.now() / dayMs) * dayMs + dayMs / 2;
const at = (days: number): { now: () => number } => ({ now: () => start + days * dayMs });

/** Ten thousand numbered lines, 110 KB: more than a report has. */
const talks = 'run = "seq -f line-%g 1 10000"\nkeep = { reports = "30d", logs = "10d" }\n';
const spoken = Array.from({ length: 10_000 }, (_, i) => `line-${i + 1}\n`).join("");

function newestRun(repository: TaskRepository): Promise<string> {
  return repository.call("history --json").then(({ out }) => (JSON.parse(out) as [{ id: string }])[0].id);
}

function kept(repository: TaskRepository): readonly string[] {
  const folder = join(repository.dir, ".git/runner/logs");
  return existsSync(folder) ? readdirSync(folder).sort() : [];
}

test("what a report has not whole stays as long as keep.logs says; then its report goes on with what it has", async () => {
  const repository = makeTaskRepository({ "tasks.d/talk.toml": talks });
  await repository.call("run talk --wait", at(0));
  const run = await newestRun(repository);
  expect(kept(repository)).toEqual([run]);
  const state = join(repository.dir, ".git/runner");
  expect(readdirSync(join(state, "runs"))).toEqual([]);
  expect(statSync(join(state, "logs", run)).mode & 0o777).toBe(0o600);
  expect(statSync(join(state, "logs")).mode & 0o777).toBe(0o700);
  expect((await repository.call("logs talk")).out).toBe(spoken);

  expect((await repository.call("cleanup --json", at(9))).out).toContain('"logs": []');
  expect((await repository.call("logs talk")).out).toBe(spoken);
  expect((await repository.call("cleanup --dry-run", at(11))).out).toContain(
    `would remove what 1 run had printed\n  ${run}\n`,
  );
  expect(kept(repository)).toEqual([run]);
  await repository.call("cleanup", at(11));
  expect(kept(repository)).toEqual([]);
  // The last success of a task keeps its report, with the log.
  expect((await repository.call("logs talk")).out).toMatch(/^line-1\n[^]* left out ---\n[^]*line-10000\n$/);
});

test("the daily pass removes it too", async () => {
  const repository = makeTaskRepository({ "tasks.d/talk.toml": talks });
  await repository.call("run talk --wait", at(0));
  await repository.call("reconcile", at(0));
  await repository.call("reconcile", at(9));
  expect(kept(repository)).toHaveLength(1);
  await repository.call("reconcile", at(11));
  expect(kept(repository)).toEqual([]);
});

test("a report that has all of it is enough", async () => {
  const repository = makeTaskRepository({
    "tasks.d/few.toml": "run = \"echo few; printf 'no end'\"\n",
    "tasks.d/red.toml": "run = \"printf '\\\\033[31mred'\"\n",
    "tasks.d/still.toml": 'run = "true"\n',
  });
  for (const task of ["few", "still"]) await repository.call(`run ${task} --wait`);
  expect(kept(repository)).toEqual([]);
  expect((await repository.call("logs few")).out).toBe("few\nno end\n");
  // In a report nothing acts on a terminal.
  await repository.call("run red --wait");
  expect(kept(repository)).toHaveLength(1);
  expect((await repository.call("logs red")).out).toBe("\u001b[31mred\n");
});

test("secrets are masked in what stays, and their values do not stay beside it", async () => {
  vi.stubEnv("PASSWORD", "correct-horse");
  const repository = makeTaskRepository({
    "runner.toml": '[secrets]\npassword = { provider = "env", name = "PASSWORD" }\n',
    "tasks.d/talk.toml":
      'run = "seq 1 20000; echo it is $PASSWORD; seq 1 20000"\nsecrets = { PASSWORD = "password" }\n',
  });
  await repository.call("run talk --wait");
  const found = await repository.call("logs talk --grep it");
  expect(found.out).toBe("it is ***\n");
  const state = join(repository.dir, ".git/runner");
  expect(kept(repository)).toHaveLength(1);
  const files = readdirSync(state, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const hold = (text: string): string[] =>
    files.map(({ parentPath, name }) => join(parentPath, name)).filter((path) => readFileSync(path).includes(text));
  expect(hold("correct-horse")).toEqual([]);
  expect(hold(Buffer.from("correct-horse").toString("base64"))).toEqual([]);
});

test("of a talker's log both ends stay, with a line that says how much is missing", async () => {
  const repository = makeTaskRepository({
    "tasks.d/talk.toml": "run = \"echo first; head -c 50000000 /dev/zero | tr '\\\\0' x; echo; echo last\"\n",
  });
  await repository.call("run talk --wait");
  const [run] = kept(repository);
  const { size, blocks } = statSync(join(repository.dir, ".git/runner/logs", run!));
  expect(size).toBeLessThanOrEqual(2 * 1024 ** 2 + 100);
  expect(blocks * 512).toBeLessThanOrEqual(2 * 1024 ** 2 + 8192);
  const { out } = await repository.call("logs talk");
  expect(out).toMatch(/^first\nx+\n--- 4\d{7} bytes \(4\d\.\d MiB\) left out ---\nx+\nlast\n$/);
  expect(out).not.toContain("\0");
});

test("all together they hold no more than reports.raw_logs: the oldest go", async () => {
  const repository = makeTaskRepository({
    "runner.toml": '[reports]\nraw_logs = "250K"\n',
    "tasks.d/talk.toml": talks,
  });
  const runs: string[] = [];
  for (let i = 0; i < 4; i += 1) {
    await repository.call("run talk --wait", at(i));
    runs.push(await newestRun(repository));
  }
  expect(kept(repository)).toEqual(runs.slice(2));
  repository.commit({ "runner.toml": '[reports]\nraw_logs = "0B"\n' });
  await repository.call("reconcile");
  await repository.call("run talk --wait", at(5));
  await repository.call("cleanup", at(5));
  expect(kept(repository)).toEqual([]);
});

test("a disk that takes no more of it keeps nobody from being reported", async () => {
  const repository = makeTaskRepository({ "tasks.d/talk.toml": talks });
  await repository.call("reconcile");
  symlinkSync("/nowhere/at/all", join(repository.dir, ".git/runner/logs"));
  const { code, err } = await repository.call("run talk --wait");
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("what a run has printed cannot be kept") });
  expect((await repository.call("logs talk")).out).toContain("left out ---");
});

test("a log that retention has removed: when, by which key, and the command that prints it from the history", async () => {
  const repository = makeTaskRepository({ "tasks.d/talk.toml": talks });
  await repository.call("run talk --wait", at(0));
  const run = await newestRun(repository);
  await repository.call("run talk --wait", at(12));
  await repository.call("cleanup", at(12));

  const { code, out, err } = await repository.call(`logs ${run}`, at(13));
  expect({ code, out }).toEqual({ code: 2, out: "" });
  const day = new Date(at(12).now()).toISOString().slice(0, 10);
  expect(err).toContain(
    `runner: the log of ${run} is not kept any more: \`keep.logs\` of its task took it off runner/reports on ${day} (commit `,
  );
  const command = /^ {2}Its history has it: git (show .*)$/m.exec(err)![1]!;
  expect(repository.git(...command.split(" "))).toMatch(/^line-1\n[^]*line-10000$/);

  const json = await repository.call(`logs ${run} --json`, at(13));
  const { removed } = JSON.parse(json.out) as { removed: { key: string; command: string; at: string } };
  expect(removed).toMatchObject({ key: "keep.logs", command: `git ${command}` });
  expect(removed.at.slice(0, 10)).toBe(day);
});

test("so it is where the journal does not know the run any more", async () => {
  const repository = makeTaskRepository({
    "tasks.d/talk.toml": 'run = "echo hello"\nkeep = { reports = "5d", logs = "5d" }\n',
  });
  await repository.call("run talk --wait", at(0));
  const run = await newestRun(repository);
  await repository.call("run talk --wait", at(12));
  await repository.call("cleanup", at(12));
  expect((await repository.call("history --json")).out).not.toContain(run);
  const { code, err } = await repository.call(`logs ${run.slice(0, 20)}`);
  expect(code).toBe(2);
  expect(err).toContain(`the log of ${run} is not kept any more: \`keep.reports\` of its task`);
  const command = /Its history has it: git (show .*)$/m.exec(err)![1]!;
  expect(execFileSync("git", command.split(" "), { cwd: repository.dir, encoding: "utf8" })).toBe("hello\n");
  expect((await repository.call("logs 20200101T000000Z-0123456789")).err).toContain("there is no run or task 2020");
});
