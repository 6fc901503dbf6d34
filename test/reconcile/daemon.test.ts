import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Books } from "./books.ts";

let books: Books;
beforeEach(() => {
  books = new Books({ "tasks.d/idle.toml": 'run = "true"\n' });
});
afterEach(() => books.remove());

/** A task that says in the ledger that it has started, and goes on until the test writes a line into its pipe. */
function longTask(more = ""): Record<string, string> {
  execFileSync("mkfifo", [pipe()]);
  const run = `echo started >> LEDGER; read -r word < ${pipe()}; echo "$word" >> LEDGER`;
  return { "tasks.d/long.toml": `${more}run = ['sh', '-c', '''${run}''']\n` };
}

function pipe(): string {
  return join(books.top, "pipe");
}

function lastReport(task: string): { status: string; reason: string; durationMs: number; attempts: unknown[] } {
  const run = books.entries().findLast((entry) => entry.task === task && entry.status !== "skipped")!;
  const tree = books.git(books.remote, "ls-tree", "-r", "--name-only", "runner/reports").split("\n");
  const path = tree.find((name) => name.endsWith(`${run.run}.json`))!;
  return JSON.parse(books.git(books.remote, "show", `runner/reports:${path}`)) as ReturnType<typeof lastReport>;
}

describe("runs survive the runner", () => {
  test("killed in the middle of a run, it finds it again and records its true end", async () => {
    books.push(longTask());
    const first = await books.daemon();
    await books.request("long");
    await books.ledgerSays("started");
    await first.kill();
    expect(books.ran()).toEqual(["started"]);
    const second = await books.daemon();
    writeFileSync(pipe(), "finished\n");
    await second.says(/^long: success/);
    await second.kill("SIGTERM");
    books.runner({ mode: "once" });
    expect(lastReport("long")).toMatchObject({ status: "success", reason: "exit-0" });
    expect(lastReport("long").attempts).toHaveLength(1);
    expect(books.ran()).toEqual(["started", "finished"]);
  });

  test("what ended while no runner was there has its true end too", async () => {
    books.push(longTask());
    const first = await books.daemon();
    await books.request("long");
    await books.ledgerSays("started");
    await first.kill();
    writeFileSync(pipe(), "finished\n");
    await books.ledgerSays("finished");
    books.runner({ mode: "once" });
    expect(lastReport("long")).toMatchObject({ status: "success" });
  });

  test("it goes on enforcing their timeout", async () => {
    books.push(longTask('timeout = "1500ms"\nkill_after = "1s"\n'));
    const first = await books.daemon();
    await books.request("long");
    await books.ledgerSays("started");
    await first.kill();
    const second = await books.daemon();
    await second.says(/^long: failed/);
    await second.kill("SIGTERM");
    books.runner({ mode: "once" });
    expect(books.entries().filter(({ status }) => status === "failed")[0]).toMatchObject({ reason: "timeout" });
  });

  test("SIGTERM stops it at once, and the run goes on", async () => {
    books.push(longTask());
    const first = await books.daemon();
    await books.request("long");
    await books.ledgerSays("started");
    await first.kill("SIGTERM");
    const second = await books.daemon();
    writeFileSync(pipe(), "finished\n");
    await second.says(/^long: success/);
  });

  test("stop_grace waits for what runs, and nothing new starts", async () => {
    books.push({ ...longTask(), "runner.toml": '[runner]\nstop_grace = "1m"\n' });
    const first = await books.daemon();
    await books.request("long");
    await books.ledgerSays("started");
    const gone = first.kill("SIGTERM");
    await first.says(/^waiting for 1 run/);
    writeFileSync(pipe(), "finished\n");
    await gone;
    expect(books.ran()).toEqual(["started", "finished"]);
    expect(lastReport("long")).toMatchObject({ status: "success" });
  });
});

describe("the daemon", () => {
  test("is one: a second start says who holds the repository", async () => {
    const first = await books.daemon();
    const words = [JSON.stringify({ repo: books.host, host: "kill", mode: "once" })];
    const second = spawnSync(process.execPath, [Books.program, ...words], { env: books.env, encoding: "utf8" });
    expect(second.status).not.toBe(0);
    expect(second.stderr).toContain(`process ${first.pid}`);
  });

  test("is nudged by the refs: no poll is due for an hour", async () => {
    books.git(books.host, "remote", "remove", "origin");
    const daemon = await books.daemon();
    await daemon.says(/^revision applied/);
    writeFileSync(join(books.host, "tasks.d/more.toml"), 'run = "true"\n');
    books.git(books.host, "add", ".");
    books.git(books.host, "commit", "-qm", "more");
    await daemon.says(/^revision applied .*"added":\["more"\]/);
  });

  test("applies uncommitted files with --worktree, and a half-written one does not stop it", async () => {
    const daemon = await books.daemon({ worktree: true });
    await daemon.says(/^revision applied/);
    writeFileSync(join(books.host, "tasks.d/more.toml"), 'run = "tr');
    await daemon.says(/^revision rejected/);
    writeFileSync(join(books.host, "tasks.d/more.toml"), 'run = "true"\n');
    await daemon.says(/^revision applied .*"added":\["more"\]/);
    await daemon.kill("SIGTERM");
    expect(books.git(books.host, "status", "--porcelain").trim()).toBe("?? tasks.d/more.toml");
  });

  test("its own commits never wake it", async () => {
    books.push({ "tasks.d/tick.toml": 'schedule = "* * * * * *"\nrun = "true"\n' });
    books.git(books.host, "pull", "-q");
    books.git(books.host, "remote", "remove", "origin");
    const daemon = await books.daemon();
    await daemon.says(/^tick: success/);
    const before = daemon.count(/^looking for a newer revision/);
    // Each report is committed while the next run goes on; after the third, two have moved refs/heads/runner/reports.
    await daemon.says(/^tick: success[^]*^tick: success[^]*^tick: success[^]*^tick: success/);
    expect(
      books.git(books.host, "log", "--format=%s", "runner/reports").match(/^tick: success/gm)!.length,
    ).toBeGreaterThan(1);
    expect(daemon.count(/^looking for a newer revision/)).toBe(before);
  });

  test.each([
    ["no report can be marked", "UPDATE OF published", /^reports wait in the journal .*disk is full/],
    ["nothing can be recorded", "INSERT", /^the journal cannot be written: .*disk is full/],
  ])("outlives a journal without room (%s) and makes up for it", async (_, event, complaint) => {
    books.push({
      "tasks.d/tick.toml": 'schedule = "* * * * * *"\nrun = ["sh", "-c", "echo $RUNNER_RUN_ID >> LEDGER"]\n',
    });
    const daemon = await books.daemon();
    await daemon.says(/^tick: success/);
    books.journal(`CREATE TRIGGER full BEFORE ${event} ON runs BEGIN SELECT RAISE(ABORT, 'disk is full'); END`);
    await daemon.says(complaint);
    books.journal("DROP TRIGGER full");
    await daemon.says(event === "INSERT" ? /^the journal can be written again/ : /^reports are published again/);
    await daemon.kill("SIGTERM");
    books.runner({ mode: "once" });
    books.balance();
  });

  test("goes on where an old copy of a revision cannot be removed", async () => {
    const daemon = await books.daemon();
    await daemon.says(/^revision applied/);
    const revisions = join(books.host, ".git/runner/revisions");
    writeFileSync(revisions, "a file where a folder should be");
    books.push({ "tasks.d/more.toml": 'run = "true"\n' });
    books.git(books.host, "fetch", "-q");
    await daemon.says(/^revision applied .*"added":\["more"\]/);
    await daemon.says(/^old copies of revisions stay: ENOTDIR/);
    rmSync(revisions);
    await books.request("more");
    await daemon.says(/^more: success/);
  });

  test("keeps its state to itself", async () => {
    await books.daemon();
    const state = join(books.host, ".git/runner");
    expect(statSync(state).mode & 0o777).toBe(0o700);
    expect(statSync(join(state, "socket")).mode & 0o777).toBe(0o600);
  });
});

describe("where a run finds its files", () => {
  test("in a read-only copy of its own revision; a push does not change a script under it", async () => {
    const script = (word: string): string => `#!/bin/sh
echo started >> LEDGER
read -r _ < ${pipe()}
cat word >> LEDGER
touch here 2> /dev/null && echo writable >> LEDGER
exit 0 # ${word}
`;
    execFileSync("mkfifo", [pipe()]);
    const task = 'run = { script = "scripts/x.sh" }\nshell = "sh"\n';
    books.push({ "tasks.d/x.toml": task, "scripts/x.sh": script("first"), word: "first\n" });
    const daemon = await books.daemon();
    await books.request("x");
    await books.ledgerSays("started");
    books.push({ "scripts/x.sh": "echo second >> LEDGER\n", word: "second\n", "tasks.d/y.toml": task });
    books.git(books.host, "fetch", "-q");
    await daemon.says(/^revision applied .*"added":\["y"\]/);
    writeFileSync(pipe(), "\n");
    await daemon.says(/^x: success/);
    const asRoot = process.getuid?.() === 0;
    expect(books.ran().slice(0, 2)).toEqual(["started", "first"]);
    expect(books.ran().includes("writable")).toBe(asRoot);
  });

  test("in a git work tree of its own, writable, and gone afterwards", async () => {
    books.push({
      "tasks.d/x.toml": `workspace = "worktree"
schedule = "* * * * * *"
run = "pwd >> LEDGER; git rev-parse HEAD >> LEDGER; touch new && git status --porcelain >> LEDGER"
`,
    });
    books.runner({ mode: "once", offsetMs: -2000 });
    books.runner({ mode: "once" });
    const [where, head, status] = books.ran();
    expect(status).toBe("?? new");
    expect(head).toBe(books.git(books.remote, "rev-parse", "main").trim());
    expect(existsSync(where!)).toBe(false);
    expect(books.git(books.host, "worktree", "list").trim().split("\n")).toHaveLength(1);
  });
});

test("the clock jumps a day ahead: what was missed meanwhile is said, what is due now runs", async () => {
  books.push({
    "tasks.d/hourly.toml": 'schedule = "every hour"\ncatch_up = "last"\nrun = "echo $RUNNER_SLOT >> LEDGER"\n',
  });
  books.runner({ mode: "once" });
  books.runner({ mode: "once", offsetMs: 86_400_000 });
  const hourly = books.entries().filter(({ task }) => task === "hourly");
  expect(hourly.map(({ reason }) => reason).toSorted()).toEqual(["exit-0", "missed"]);
});

test("the clock jumps a day ahead under a run: its timeout goes by the time that has passed, here and after a restart", async () => {
  execFileSync("mkfifo", [pipe()]);
  books.push({ "tasks.d/x.toml": `timeout = "1h"\nrun = "echo started >> LEDGER; read -r _ < ${pipe()}"\n` });
  const daemon = await books.daemon();
  await books.request("x");
  await books.ledgerSays("started");
  daemon.signal("SIGUSR2");
  await daemon.says(/^the clock has jumped ahead/);
  await daemon.kill("SIGKILL");
  const next = await books.daemon({ offsetMs: 2 * 86_400_000 });
  writeFileSync(pipe(), "\n");
  await next.says(/^x: success/);
});
