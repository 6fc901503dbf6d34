import type { ChildProcess } from "node:child_process";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { afterAll, expect } from "vitest";
import { taskId } from "../../src/model/ids.ts";
import { askDaemon } from "../../src/reconcile/control/ask-daemon.ts";
import type { Orders } from "./crashing-runner.ts";

/** One bundle for all starts: 200 of them would spend most of their time on reading the sources again. */
const program = join(mkdtempSync(join(tmpdir(), "runner-crashing-")), "crashing-runner.mjs");
buildSync({
  entryPoints: [fileURLToPath(new URL("crashing-runner.ts", import.meta.url))],
  outfile: program,
  bundle: true,
  platform: "node",
  format: "esm",
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
});
afterAll(() => rmSync(dirname(program), { recursive: true, force: true }));

/** One report as its commit's trailers tell it. */
export interface Entry {
  readonly run: string;
  readonly task: string;
  readonly status: string;
  readonly reason: string;
  readonly slot: string;
}

/** A remote, the author's clone, the runner's clone, and a ledger in which each run itself writes that it ran. */
export class Books {
  static readonly program = program;
  readonly top = mkdtempSync(join(tmpdir(), "runner-books-"));
  readonly remote = join(this.top, "remote.git");
  readonly yours = join(this.top, "yours");
  readonly host: string = join(this.top, "host");
  readonly name: string = "kill";
  readonly ledger = join(this.top, "ledger");
  readonly env = {
    PATH: process.env["PATH"],
    HOME: this.top,
    XDG_STATE_HOME: join(this.top, "state"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "You",
    GIT_AUTHOR_EMAIL: "you@localhost",
    GIT_COMMITTER_NAME: "You",
    GIT_COMMITTER_EMAIL: "you@localhost",
  };

  readonly daemons: Daemon[] = [];

  constructor(files: Readonly<Record<string, string>>) {
    this.git(this.top, "init", "--quiet", "--bare", "--initial-branch=main", this.remote);
    this.git(this.top, "init", "--quiet", "--initial-branch=main", this.yours);
    this.git(this.yours, "remote", "add", "origin", this.remote);
    this.push(files);
    this.git(this.top, "clone", "--quiet", this.remote, this.host);
  }

  /** Commits these files and pushes them. */
  push(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.yours, path)), { recursive: true });
      writeFileSync(join(this.yours, path), text.replaceAll("LEDGER", this.ledger));
    }
    this.git(this.yours, "add", ".");
    this.git(this.yours, "commit", "--quiet", "--message=change");
    this.git(this.yours, "push", "--quiet", "origin", "HEAD:main");
  }

  /** A command that pushes somebody else's commit to the reports branch. */
  commandOfAnother(): readonly [string, ...string[]] {
    const other = join(this.top, "other");
    this.git(this.top, "clone", "--quiet", "--branch=runner/reports", this.remote, other);
    this.git(other, "commit", "--quiet", "--allow-empty", "--message=another host's");
    return ["git", "-C", other, "push", "--quiet"];
  }

  /** Another clone on the same books: another host's, unless it is told to have a name. */
  anotherHost(folder: string, { name } = { name: folder }): Pick<Books, "runner" | "complaintsOf" | "daemon"> {
    const host = join(this.top, folder);
    this.git(this.top, "clone", "--quiet", this.remote, host);
    const other = Object.create(this, { host: { value: host }, name: { value: name } }) as Books;
    return other;
  }

  /** Runs it to its end in a world that is not as it should be; gives what it says about that. */
  complaintsOf(orders: Omit<Orders, "repo" | "host">): string {
    const words = [program, JSON.stringify({ repo: this.host, host: this.name, ...orders })];
    const { status, stderr } = spawnSync(process.execPath, words, { env: this.env, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    expect(stderr).not.toBe("");
    return stderr;
  }

  /** What it says when it does not even begin. */
  refusal(): string {
    const words = [program, JSON.stringify({ repo: this.host, host: this.name, mode: "once" })];
    const { status, stderr } = spawnSync(process.execPath, words, { env: this.env, encoding: "utf8" });
    expect(status, stderr).toBe(3);
    return stderr;
  }

  /** Runs the runner to its end; gives the signal that ended it, if one did. Whatever else goes wrong fails the test. */
  runner(orders: Omit<Orders, "repo" | "host">): string | null {
    const words = [program, JSON.stringify({ repo: this.host, host: this.name, ...orders })];
    const { status, signal, stderr } = spawnSync(process.execPath, words, { env: this.env, encoding: "utf8" });
    if (signal === null) expect(stderr, "the runner's log").toBe("");
    expect(signal ?? status).toEqual(signal === null ? 0 : "SIGKILL");
    return signal;
  }

  /** Starts a daemon; it is up when this resolves. */
  async daemon(orders: Partial<Omit<Orders, "repo" | "host">> = {}): Promise<Daemon> {
    const all: Orders = { repo: this.host, host: this.name, mode: "daemon", announce: true, ...orders };
    const child = spawn(process.execPath, [program, JSON.stringify(all)], {
      env: this.env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const daemon = new Daemon(child);
    this.daemons.push(daemon);
    await daemon.says(/^the runner is up/);
    return daemon;
  }

  /** Starts a daemon and kills it so many milliseconds after it has begun to work. The moment is the point, so it waits. */
  async killDaemonAfter(delayMs: number): Promise<void> {
    const words = [program, JSON.stringify({ repo: this.host, host: this.name, mode: "daemon", announce: true })];
    const daemon = spawn(process.execPath, words, { env: this.env, stdio: ["ignore", "pipe", "inherit"] });
    const gone = once(daemon, "exit");
    await once(daemon.stdout, "data");
    await sleep(delayMs);
    daemon.kill("SIGKILL");
    expect(await gone).toEqual([null, "SIGKILL"]);
  }

  /** Asks the daemon for a run of a task. */
  async request(task: string): Promise<void> {
    const request = {
      task: taskId(task),
      // Two of one second are not to be one.
      nonce: randomUUID(),
      by: "a test",
      reason: "to see",
      force: false,
      withNeeds: false,
    };
    const answer = await askDaemon(join(this.host, ".git/runner"), { ask: "run", requests: [request] });
    expect(answer).toMatchObject({ ok: true, value: { answer: "runs" } });
  }

  /** Resolves when the ledger has that word. */
  ledgerSays(word: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.ran().includes(word)) return;
        watcher.close();
        resolve();
      };
      // Watch first, then look: nothing falls between the two.
      const watcher = watch(this.top, look);
      look();
    });
  }

  /** The reports on the remote, oldest first. */
  entries(): readonly Entry[] {
    const key = (name: string): string => `%(trailers:key=${name},valueonly,separator=%x2C)`;
    const format = ["Run-Id", "Task", "Status", "Reason", "Slot"].map(key).join("|");
    const lines = this.git(this.remote, "log", "--reverse", `--format=${format}`, "runner/reports").split("\n");
    return lines
      .map((line) => line.split("|") as [string, string, string, string, string])
      .filter(([run]) => /^\d{8}T/.test(run))
      .flatMap(([runs, task, status, reason, slot]) => {
        const ids = runs.split(",");
        return ids.map((run) => ({ run, task: ids.length > 1 ? this.#taskOf(run) : task, status, reason, slot }));
      });
  }

  /** Of a run that shares its commit with others: their trailers do not say whose is which. */
  #taskOf(run: string): string {
    const paths = this.git(this.remote, "ls-tree", "-r", "--name-only", "runner/reports", "--", "runs/").split("\n");
    return paths
      .find((path) => path.endsWith(`/${run}.json`))!
      .split("/")
      .at(-2)!;
  }

  /** Executes SQL on the journal, beside its runner. */
  journal(sql: string): void {
    const database = new DatabaseSync(join(this.host, ".git/runner/journal.db"), { timeout: 5000 });
    database.exec(sql);
    database.close();
  }

  /** Ids of runs, a line each time one of them ran. */
  ran(): readonly string[] {
    return existsSync(this.ledger) ? readFileSync(this.ledger, "utf8").trim().split("\n") : [];
  }

  /** Every run is reported once, what is reported as success ran once, what ran is reported, and states are of the last. */
  balance(): void {
    const entries = this.entries();
    expect(repeated(entries.map(({ run }) => run)), "reported twice").toEqual([]);
    expect(repeated(this.ran()), "ran twice").toEqual([]);
    const reported = new Set(entries.map(({ run }) => run));
    expect(
      this.ran().filter((run) => !reported.has(run)),
      "ran and not reported",
    ).toEqual([]);
    const ran = new Set(this.ran());
    const succeeded = entries.filter(({ status }) => status === "success");
    expect(
      succeeded.filter(({ run }) => !ran.has(run)),
      "reported as success and never ran",
    ).toEqual([]);
    const latest = new Map(entries.map(({ task, run }) => [task, run]));
    const told = [...latest.keys()].map((task) => [task, this.stateOf(task).last?.id] as const);
    expect(new Map(told), "latest states").toEqual(latest);
  }

  /** How a task stands, as the remote's branch has it. */
  stateOf(task: string): { readonly last?: { readonly id: string } } {
    const path = `hosts/${this.name}/tasks/${task}.json`;
    return JSON.parse(this.git(this.remote, "show", `runner/reports:${path}`)) as ReturnType<Books["stateOf"]>;
  }

  /** Every slot between the first and the last one of a task that is due each second has its report. */
  noSlotIsMissing(task: string): void {
    const slots = this.entries()
      .filter((entry) => entry.task === task)
      .map(({ slot }) => Date.parse(slot) / 1000)
      .sort((a, b) => a - b);
    expect(slots.length).toBeGreaterThan(0);
    const all = Array.from({ length: slots.at(-1)! - slots[0]! + 1 }, (_, i) => slots[0]! + i);
    expect(slots).toEqual(all);
  }

  git(cwd: string, ...args: string[]): string {
    return execFileSync("git", ["-C", cwd, ...args], {
      env: this.env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  /** Ends what a failed test left, and removes everything. */
  remove(): void {
    for (const daemon of this.daemons) void daemon.kill();
    rmSync(this.top, { recursive: true, force: true });
  }
}

/** A runner that goes on, and what it says. */
export class Daemon {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown[]>;
  #said = "";
  #listeners: (() => void)[] = [];

  constructor(child: ChildProcess) {
    this.#child = child;
    this.#gone = once(child, "exit");
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.#said += text;
      for (const listen of this.#listeners.splice(0)) listen();
    });
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Resolves when a line of its log matches, also one that was said before; rejects if it ends without. */
  async says(line: RegExp): Promise<void> {
    const multi = new RegExp(line, "m");
    while (!multi.test(this.#said)) {
      const more = new Promise<void>((resolve) => this.#listeners.push(resolve));
      const ended = this.#gone.then(() => Promise.reject(new Error(`it ended and had only said:\n${this.#said}`)));
      await Promise.race([more, ended]);
    }
  }

  /** Resolves when it has ended, of its own accord. */
  async gone(): Promise<void> {
    await this.#gone;
  }

  /** How many lines of its log match so far. */
  count(line: RegExp): number {
    return this.#said.split("\n").filter((said) => line.test(said)).length;
  }

  /** SIGKILL, unless it has ended; resolves when it is gone. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill(signal);
    await this.#gone;
  }
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}
