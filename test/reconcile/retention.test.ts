import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Step } from "../../src/model/pass-step.ts";
import { call } from "../cli/call.ts";
import { Books } from "./books.ts";
import type { Daemon } from "./books.ts";

const dayMs = 86_400_000;
const days = (count: number): number => count * dayMs;

let books: Books;
beforeEach(() => {
  books = new Books({
    "runner.toml": '[rollback]\nkeep = "2d"\n',
    "tasks.d/talk.toml": `run = "echo $RUNNER_RUN_ID >> LEDGER; seq -f line-%g 1 10000"
protect = ["LEDGER.kept"]
keep = { reports = "2d", logs = "2d" }
`,
  });
});
afterEach(() => books.remove());

/** Starts a daemon, runs the task once, and stops it when that is reported. */
async function runOnce(daemonOf: Pick<Books, "daemon" | "runner">, offsetMs = 0): Promise<void> {
  const daemon = await daemonOf.daemon({ offsetMs });
  await books.request.call(daemonOf, "talk");
  await daemon.says(/^talk: success/);
  await daemon.kill("SIGTERM");
  daemonOf.runner({ mode: "once", offsetMs });
}

/** What a host keeps of its runs. */
function keptOn(host = books.host): { rows: readonly string[]; logs: readonly string[]; points: readonly string[] } {
  const state = join(host, ".git/runner");
  const listed = (folder: string): readonly string[] =>
    existsSync(join(state, folder))
      ? readdirSync(join(state, folder))
          .filter((name) => /^\d{8}T/.test(name))
          .sort()
      : [];
  const database = new DatabaseSync(join(state, "journal.db"), { readOnly: true });
  const rows = database
    .prepare("SELECT id FROM runs ORDER BY id")
    .all()
    .map(({ id }) => id as string);
  database.close();
  expect(listed("runs"), "folders").toEqual([]);
  return { rows, logs: listed("logs"), points: listed("undo") };
}

function onTip(): readonly string[] {
  const paths = books.git(books.remote, "ls-tree", "-r", "--name-only", "runner/reports", "--", "runs/").split("\n");
  return [...new Set(paths.flatMap((path) => /(\d{8}T[^/]*)\.json$/.exec(path)?.[1] ?? []))].sort();
}

async function expectVerified(host = books.host): Promise<void> {
  const env = { ...books.env, PATH: books.env.PATH!, RUNNER_HOST_NAME: books.name };
  const { out } = await call(["audit", "--verify", "--json"], { cwd: host, env });
  expect(JSON.parse(out)).toMatchObject({ findings: [] });
}

const steps: readonly Step[] = [
  "removal-chosen",
  "reports-removed",
  "folders-removed",
  "logs-removed",
  "points-removed",
  "runs-forgotten",
  "copies-removed",
];

test(
  "killed at one step of a cleanup after the other, it goes on where it was, and what is in use stays",
  { timeout: 300_000 },
  async () => {
    await runOnce(books);
    await runOnce(books);
    const [, last] = books.ran();
    const before = books.entries();
    expect(keptOn()).toMatchObject({ logs: books.ran(), points: books.ran() });

    for (const [index, step] of steps.entries()) {
      const offsetMs = days(10 + 2 * index);
      expect(books.runner({ mode: "once", offsetMs, dieAt: { step, nth: 1 } }), step).toBe("SIGKILL");
      // It is the next pass that tells what the one before has done, and pushes it.
      books.runner({ mode: "once", offsetMs: offsetMs + 1000 });
      expect(books.entries(), step).toEqual(before);
      books.balance();
      expect(onTip(), step).toContain(last);
      expect(keptOn().rows, step).toContain(last);
    }

    books.runner({ mode: "once", offsetMs: days(40) });
    expect(onTip()).toEqual([last]);
    expect(keptOn()).toEqual({ rows: [last], logs: [], points: [] });
    await expectVerified();
  },
);

test("killed between the log that stays and the folder that goes, the next cleanup ends it", async () => {
  const daemon = await books.daemon({ dieAt: { step: "logs-kept", nth: 1 } });
  await books.request("talk");
  await daemon.gone();
  const [run] = books.ran();
  const state = join(books.host, ".git/runner");
  expect(readdirSync(join(state, "runs"))).toEqual([run]);
  expect(readdirSync(join(state, "logs"))).toEqual([run]);
  books.runner({ mode: "once", offsetMs: days(1.5) });
  expect(keptOn().logs).toEqual([run]);
  books.balance();
});

test(
  "two hosts that clean up at once: one is refused, nothing is lost, and what is old goes once",
  { timeout: 120_000 },
  async () => {
    const other = books.anotherHost("other");
    for (const host of [books, other]) {
      host.runner({ mode: "once" });
      await runOnce(host);
      await runOnce(host);
    }
    const ran = books.ran();
    const commits = books.git(books.remote, "rev-list", "runner/reports").split("\n");
    const orders = { repo: join(books.top, "other"), host: "other", mode: "once", offsetMs: days(10) };
    const command = [process.execPath, Books.program, JSON.stringify(orders)] as const;
    books.runner({ mode: "once", offsetMs: days(10), meanwhile: { step: "removal-chosen", command } });

    const after = books.git(books.remote, "rev-list", "runner/reports").split("\n");
    expect(after).toEqual(expect.arrayContaining(commits));
    expect(onTip()).toEqual([ran[1], ran[3]].sort());
    expect(keptOn().rows).toEqual([ran[1]]);
    expect(keptOn(join(books.top, "other")).rows).toEqual([ran[3]]);
    for (const host of [books, other]) host.runner({ mode: "once", offsetMs: days(12) });
    expect(onTip()).toEqual([ran[1], ran[3]].sort());
    await expectVerified();
  },
);

test("what is not pushed yet stays, whatever its age", async () => {
  await runOnce(books);
  books.git(books.host, "remote", "set-url", "--push", "origin", join(books.top, "away.git"));
  const daemon = await books.daemon();
  for (const times of [1, 2]) {
    await books.request("talk");
    await untilSaid(daemon, /^talk: success/, times);
  }
  await daemon.kill("SIGTERM");
  const ran = books.ran();
  expect(books.complaintsOf({ mode: "once", offsetMs: days(10) })).toContain("away.git");
  expect(readdirSync(join(books.host, ".git/runner/runs")).sort()).toEqual(ran.slice(1));

  books.git(books.host, "remote", "set-url", "--push", "origin", books.remote);
  books.runner({ mode: "once", offsetMs: days(10.5) });
  expect(
    books
      .entries()
      .filter(({ task }) => task === "talk")
      .map(({ run }) => run),
  ).toEqual(ran);
  books.runner({ mode: "once", offsetMs: days(12) });
  expect(onTip()).toEqual([ran[2]]);
  await expectVerified();
});

test("a run that goes on keeps its copy of an old revision, its log and its rollback point", async () => {
  const pipe = join(books.top, "pipe");
  books.push({
    "scripts/word.sh": "echo old >> LEDGER\n",
    "tasks.d/talk.toml": `run = ['sh', '-c', 'echo began >> LEDGER; seq 1 20000; read -r word < ${pipe}; sh scripts/word.sh']
protect = ["LEDGER.kept"]
`,
  });
  execFileSync("mkfifo", [pipe]);
  const first = await books.daemon();
  await books.request("talk");
  await books.ledgerSays("began");
  await first.kill("SIGTERM");
  books.push({ "scripts/word.sh": "echo new >> LEDGER\n", "tasks.d/more.toml": 'run = "true"\n' });

  const state = join(books.host, ".git/runner");
  const [run] = readdirSync(join(state, "runs"));
  const second = await books.daemon({ offsetMs: days(100), env: { RUNNER_GIT_POLL: "1s" } });
  // What comes before the second look is done.
  await untilSaid(second, /^looking for a newer revision/, 2);
  expect(existsSync(join(state, "runs", run!, "log"))).toBe(true);
  expect(readdirSync(join(state, "undo"))).toContain(run);
  writeFileSync(pipe, "go\n");
  await second.says(/^talk: success/);
  expect(books.ran()).toEqual(["began", "old"]);
});

test("the daemon removes what is old by itself, a day after the last time, by its own clock", async () => {
  const daemon = await books.daemon({ env: { RUNNER_GIT_POLL: "1s" } });
  for (const times of [1, 2]) {
    await books.request("talk");
    await untilSaid(daemon, /^talk: success/, times);
  }
  const ran = books.ran();
  for (let day = 1; day <= 4; day += 1) {
    daemon.signal("SIGUSR2");
    await untilSaid(daemon, /^the clock has jumped ahead/, day);
  }
  await daemon.says(/^what was old is removed \{.*"reports":2/);
  await daemon.kill("SIGTERM");
  books.runner({ mode: "once", offsetMs: days(4) });
  expect(onTip()).toEqual([ran[1]]);
  expect(keptOn().rows).toEqual([ran[1]]);
});

test.each([
  { name: "while the host has little to do", settings: "", isIdle: true, tidies: true },
  { name: "not where it has much to do", settings: "", isIdle: false, tidies: false },
  { name: "not where it is switched off", settings: "[git]\nmaintenance = false\n", isIdle: true, tidies: false },
])("a pass lets git tidy up, once a day: $name", ({ settings, isIdle, tidies }) => {
  books.push({ "runner.toml": settings });
  books.runner({ mode: "once", isIdle });
  for (const text of ["true", "false"]) {
    books.push({ "tasks.d/more.toml": `run = "${text}"\n` });
    books.runner({ mode: "once", isIdle });
  }
  const folder = join(books.host, ".git/objects/pack");
  const count = (): number => readdirSync(folder).filter((name) => name.endsWith(".pack")).length;
  expect(count()).toBeGreaterThanOrEqual(3);
  books.git(books.host, "config", "gc.autoPackLimit", "1");
  books.runner({ mode: "once", isIdle, offsetMs: days(0.9) });
  expect(count()).toBeGreaterThanOrEqual(3);
  books.runner({ mode: "once", isIdle, offsetMs: days(1.1) });
  expect(count() === 1).toBe(tidies);
  books.git(books.host, "fsck", "--strict");
});

async function untilSaid(daemon: Daemon, line: RegExp, times: number): Promise<void> {
  await daemon.says(new RegExp(`(?:${line.source}[^]*){${times}}`));
}
