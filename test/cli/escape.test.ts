import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { readProcess } from "../../src/execute/processes/read-process.ts";
import { runBin } from "./run-bin.ts";
import type { TaskRepository } from "./task-repository.ts";
import { makeTaskRepository } from "./task-repository.ts";

const isRoot = process.getuid!() === 0;

interface Ran {
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  readonly detail: string;
  readonly outputBytes: number;
}

/** Shell text that notes who executes it. */
function noteSelf(notes: string): string {
  return `read -r pid _ </proc/self/stat; echo "$pid" >>${notes}`;
}

/** Words of a command that notes itself, whatever is left of its environment, and stays. */
function stayer(notes: string): string {
  return `sh -c '${noteSelf(notes)}; exec sleep 600 <&- >&- 2>&-'`;
}

function readNotes(path: string): readonly number[] {
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").map(Number) : [];
}

function isThere(pid: number): boolean {
  return readProcess(pid) !== undefined;
}

/** Whatever the runner has left is no other test's to meet. */
function endLater(notes: string): void {
  onTestFinished(() => {
    for (const pid of readNotes(notes).filter(isThere)) process.kill(pid, "SIGKILL");
  });
}

async function readEnds(repository: TaskRepository): Promise<ReadonlyMap<string, Ran>> {
  const ends = JSON.parse((await repository.call("history --json --limit 100")).out) as (Ran & { task: string })[];
  return new Map(ends.map((end) => [end.task, end]));
}

/** Runs a task of shell text here, to its end. `keys`: more of its file. */
async function run(text: string, keys = "", env: Record<string, string> = {}) {
  const repository = makeTaskRepository();
  repository.commit({ "tasks.d/t.toml": `run = '''\n${text}\n'''\n${keys}\n` });
  await repository.call("run t --wait", { env });
  const { out } = await repository.call("logs t", { columns: 80 });
  return { repository, output: out, ran: (await readEnds(repository)).get("t")! };
}

/** By what each tries to get away, and how many it is then beside the run itself. */
const escapes: Readonly<Record<string, readonly [count: number, text: (stay: string, notes: string) => string]>> = {
  "forked-twice": [1, (stay) => `( ( ${stay} & ) & )`],
  setsid: [1, (stay) => `setsid ${stay} &`],
  nohup: [1, (stay) => `nohup ${stay} >/dev/null 2>&1 &`],
  "no-environment": [1, (stay) => `env -i ${stay} &`],
  "all-of-these": [1, (stay) => `( ( env -i setsid nohup setsid ${stay} </dev/null >/dev/null 2>&1 & ) & )`],
  "a-crowd": [60, (stay) => `for i in $(seq 60); do setsid ${stay} & done`],
  deaf: [1, (stay) => `trap '' TERM HUP INT QUIT USR1 USR2; setsid ${stay} &`],
  stopped: [
    1,
    (stay, notes) => `setsid ${stay} & until [ -s ${notes} ]; do :; done; ${noteSelf(notes)}; kill -STOP $! $$`,
  ],
  "standard-streams-closed": [1, (stay) => `exec 0<&- 1>&- 2>&-; setsid ${stay} &`],
  "all-descriptors-closed": [
    1,
    (stay) => `for fd in $(seq 0 255); do eval "exec $fd>&-"; done; env -i setsid ${stay} &`,
  ],
  "environment-of-a-megabyte": [
    1,
    (stay) =>
      `big=$(head -c 100000 /dev/zero | tr '\\0' x); for i in $(seq 10); do export "A$i=$big"; done; setsid ${stay} &`,
  ],
  "name-of-a-kernel-thread": [1, (stay) => `(exec -a ') S 2 0 0' setsid ${stay}) &`],
};

test("a timeout ends all that a run has started, however it tried to get away", async () => {
  const names = Object.keys(escapes);
  const repository = makeTaskRepository();
  const notesOf = (name: string): string => join(repository.dir, "..", `notes-${name}`);
  names.map(notesOf).forEach(endLater);
  const tasks = names.map((name): [string, string] => {
    const notes = notesOf(name);
    const text = `${escapes[name]![1](stayer(notes), notes)}\n${noteSelf(notes)}\nsleep 600`;
    const keys = `timeout = "5s"\nkill_after = "0s"`;
    return [`tasks.d/${name}.toml`, `run = '''\n${text}\n'''\n${keys}\n`];
  });
  repository.commit({ "runner.toml": "[runner]\nmax_concurrent = 20\n", ...Object.fromEntries(tasks) });
  await repository.call(`run ${names.join(" ")} --wait`);
  const ends = await readEnds(repository);
  const found = names.map((name) => {
    const noted = readNotes(notesOf(name));
    const { status, reason } = ends.get(name)!;
    return { name, status, reason, started: noted.length, left: noted.filter(isThere) };
  });
  expect(found).toEqual(
    names.map((name) => ({ name, status: "failed", reason: "timeout", started: escapes[name]![0] + 1, left: [] })),
  );
});

test("who goes on writing after the end of its run holds up neither the report nor the next run", async () => {
  const repository = makeTaskRepository();
  const late = repository.puppet("late");
  const text = `setsid sh -c '${JSON.parse(late.run) as string}' &\necho in time`;
  repository.commit({
    "tasks.d/t.toml": `run = """\n${text.replaceAll('"', '\\"')}\n"""\n`,
    "tasks.d/next.toml": 'run = "echo next"\n',
  });
  const daemon = await repository.start();
  await repository.call("run t");
  await late.tell("at first");
  await daemon.says("t: success");
  await late.tell("too late");
  expect((await repository.call("run next --wait")).out).toMatch(/^next: success/);
  await late.tell("much too late");
  await late.tell("end");
  expect((await readEnds(repository)).get("t")).toMatchObject({ status: "success", reason: "exit-0" });
});

describe("what goes beyond a limit of its own ends, and the report says which", () => {
  const awk = `awk 'BEGIN { while (1) a[i++] = i }'`;
  test.each([
    ["memory", "memory", awk, 'memory = "64M"', "it used more memory than limits.memory = 64M"],
    [
      "memory, each a part of it",
      "memory",
      `for i in 1 2 3 4; do ${awk} & done; wait`,
      'memory = "128M"',
      "it used more memory than limits.memory = 128M",
    ],
    [
      "memory, in a session of its own",
      "memory",
      `env -i setsid ${awk} & sleep 600`,
      'memory = "64M"',
      "it used more memory than limits.memory = 64M",
    ],
    [
      "the disk, by one file",
      "file-size",
      'exec dd if=/dev/zero of="$RUNNER_TMP/x" bs=64K count=1000',
      'file_size = "1M"',
      "it wrote a file larger than limits.file_size = 1M",
    ],
    [
      "the disk, by what it prints",
      "file-size",
      "while :; do echo still here; done",
      'file_size = "1M"',
      "it wrote a file larger than limits.file_size = 1M",
    ],
  ])("%s", async (_, reason, text, limits, detail) => {
    const { ran } = await run(text, `limits = { ${limits} }\ntimeout = "1m"`);
    expect(ran).toMatchObject({ status: "failed", reason, detail });
  });
});

test.skipIf(!isRoot)(
  "a fork bomb stays within its limit and ends with its run (needs root: a user of its own)",
  async () => {
    const name = `runner-bomb-${process.pid}`;
    execFileSync("useradd", ["--system", "--no-create-home", name]);
    const cache = mkdtempSync("/run/runner-test-");
    chmodSync(cache, 0o711);
    onTestFinished(() => {
      rmSync(cache, { recursive: true, force: true });
      execFileSync("userdel", [name], { stdio: "ignore" });
    });
    const uid = Number(execFileSync("id", ["-u", name], { encoding: "utf8" }));
    const findAll = (): number[] =>
      readdirSync("/proc")
        .filter((entry) => /^\d+$/.test(entry) && statSync(`/proc/${entry}`, { throwIfNoEntry: false })?.uid === uid)
        .map(Number)
        .filter(isThere);
    const keys = `user = "${name}"\nlimits = { processes = 30 }\ntimeout = "3s"\nkill_after = "0s"`;
    let most = 0;
    const looking = setInterval(() => (most = Math.max(most, findAll().length)), 50);
    const { ran } = await run("bomb() { bomb | bomb & wait; }\nbomb", keys, { CACHE_DIRECTORY: cache });
    clearInterval(looking);
    expect(ran).toMatchObject({ status: "failed", reason: "timeout" });
    expect(findAll()).toEqual([]);
    expect(most).toBeGreaterThan(10);
    expect(most).toBeLessThanOrEqual(30);
  },
);

describe("what a run prints", () => {
  test("one line of 1 GB: the log is bounded, and the runner's memory stays", async () => {
    const repository = makeTaskRepository({
      "tasks.d/small.toml": 'run = "echo x"\n',
      "tasks.d/t.toml": "run = \"head -c 1G /dev/zero | tr '\\\\0' x\"\n",
    });
    const daemon = runBin(["start"], repository.dir);
    onTestFinished(async () => {
      daemon.child.kill("SIGTERM");
      await daemon.done;
    });
    await daemon.says("revision applied");
    const peak = (): number =>
      Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${daemon.child.pid}/status`, "utf8"))![1]) / 1024;
    const env = { HOME: repository.dir };
    await repository.call("run small --wait", { env });
    const before = peak();
    await repository.call("run t --wait", { env });
    expect(peak() - before).toBeLessThan(100);
    const ran = (await readEnds(repository)).get("t")!;
    expect(ran).toMatchObject({ status: "success" });
    const kept = join(repository.dir, ".git/runner/runs", ran.id, "log");
    const blocks = statSync(kept, { throwIfNoEntry: false })?.blocks ?? 0;
    expect(blocks * 512).toBeLessThan(4 * 1024 ** 2);
    await vi.waitFor(() => expect(repository.git("log", "--format=%s", "runner/reports")).toContain("t: success"), {
      timeout: 10_000,
    });
    const sizes = repository
      .git("ls-tree", "-r", "-l", "runner/reports")
      .split("\n")
      .map((line) => Number(line.split(/\s+/)[3]));
    expect(Math.max(...sizes)).toBeGreaterThan(32 * 1024);
    expect(Math.max(...sizes)).toBeLessThan(80 * 1024);
  });

  test("bytes that are no text: reported as text, and harmless on a terminal", async () => {
    const text = String.raw`printf 'a\0b \377\376\200 \033[2J\033]0;title\007 \303\050 \r \302\233 end\n'`;
    const { repository, ran, output } = await run(text);
    expect(ran).toMatchObject({ status: "success" });
    const paths = repository.git("ls-tree", "-r", "--name-only", "runner/reports").split("\n");
    const report = paths.find((path) => path.endsWith(`${ran.id}.json`))!;
    expect(() => JSON.parse(repository.git("show", `runner/reports:${report}`)) as unknown).not.toThrow();
    expect(output).toContain("end");
    expect(output.replaceAll(/\x1b\[\d*m/g, "")).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
  });
});

describe("an environment", () => {
  const variables = (count: number, bytes: number): string =>
    Array.from({ length: count }, (_, i) => `A${i} = "${"x".repeat(bytes)}"`).join("\n");

  test("of a megabyte comes through", async () => {
    const { output } = await run('echo "${#A0} ${#A19} $RUNNER_TASK"', `[env]\n${variables(20, 50_000)}`);
    expect(output).toBe("50000 50000 t\n");
  });

  test("that the kernel takes from nobody is told as such", async () => {
    const { ran } = await run("echo here", `[env]\n${variables(1, 200_000)}`);
    expect(ran).toMatchObject({ status: "failed", reason: "unstartable" });
    expect(ran.detail).toContain("too long");
  });
});
