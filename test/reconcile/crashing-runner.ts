/**
 * A runner that dies by SIGKILL when a named step of the pass is reached for the nth time. Its argument is JSON: see Orders.
 * Run as a process of its own, with Node.
 */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { runDaemon } from "../../src/reconcile/run-daemon.ts";
import { runOnce } from "../../src/reconcile/run-once.ts";
import type { Step } from "../../src/model/pass-step.ts";
import { openRepository } from "../../src/repository/index.ts";

export interface Orders {
  readonly repo: string;
  readonly host: string;
  readonly mode: "once" | "daemon";
  /** Added to the clock. */
  readonly offsetMs?: number;
  /** Tells on standard output, line by line, that it is about to begin and then its whole log. */
  readonly announce?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly worktree?: boolean;
  /** Somebody else's command, run when the step is first reached, while the runner waits. */
  readonly meanwhile?: { readonly step: Step; readonly command: readonly [string, ...string[]] };
  /** Where the host is not as others are; `goesDown`: whoever stops the runner is the system that goes down. */
  readonly senses?: { readonly utmp?: string; readonly quietMs?: number; readonly goesDown?: boolean };
  /** Whether the host has little to do; false. */
  readonly isIdle?: boolean;
  readonly dieAt?: { readonly step: Step; readonly nth: number };
}

const orders = JSON.parse(process.argv[2]!) as Orders;
const opened = await openRepository(orders.repo);
if (!opened.ok) throw new Error(opened.error.what);
const repository = opened.value;
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());

/** SIGUSR2 puts the clock a day ahead. */
let offsetMs = orders.offsetMs ?? 0;
process.on("SIGUSR2", () => (offsetMs += 86_400_000));

function tell(fields: object, message: string): void {
  if (orders.announce) process.stdout.write(`${message} ${JSON.stringify(fields)}\n`);
}

function complain(fields: object, message: string): void {
  (orders.announce ? process.stdout : process.stderr).write(`${message} ${JSON.stringify(fields)}\n`);
}

let seen = 0;
let intruded = false;
const options = {
  repository,
  stateDir: join(repository.commonDir, "runner"),
  host: { name: orders.host, file: undefined, env: { RUNNER_GIT_POLL: "1h", ...orders.env } },
  verb: orders.mode === "daemon" ? "start" : "reconcile",
  worktree: orders.worktree ?? false,
  ignoresSlots: false,
  version: "0.0.0",
  now: () => Date.now() + offsetMs,
  env: process.env,
  log: {
    debug: tell,
    info: tell,
    warn: complain,
    error: complain,
  },
  isIdle: () => orders.isIdle ?? false,
  senses: { ...orders.senses, goesDown: () => Promise.resolve(orders.senses?.goesDown ?? false) },
  onStep: (step: Step) => {
    if (step === orders.meanwhile?.step && !intruded) {
      intruded = true;
      const [program, ...args] = orders.meanwhile.command;
      execFileSync(program, args, { stdio: "ignore" });
    }
    if (step !== orders.dieAt?.step) return;
    seen += 1;
    if (seen === orders.dieAt.nth) process.kill(process.pid, "SIGKILL");
  },
};

if (orders.announce) process.stdout.write("here\n");
const done = orders.mode === "once" ? await runOnce(options, stop.signal) : await runDaemon(options, stop);
if (!done.ok) {
  process.stderr.write(`${done.error.what}\n`);
  process.exit(3);
}
for (const fault of [done.value?.published, done.value?.loaded.ok === false ? done.value.loaded.error : undefined]) {
  if (fault) process.stderr.write(`${fault.what}\n`);
}
