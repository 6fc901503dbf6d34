import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const bin = new URL("../../bin/runner.js", import.meta.url).pathname;

/** The command as users have it, as a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  readonly done: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

export function runBin(words: readonly string[], cwd: string): Program {
  const env = { ...process.env, HOME: cwd, RUNNER_HOST_NAME: "web-1" };
  const child = spawn(process.execPath, [bin, ...words], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const exit = once(child, "exit") as Promise<[number | null]>;
  const done = Promise.all([exit, text(child.stdout), text(child.stderr)]).then(([[code], out, err]) => ({
    code,
    out,
    err,
  }));
  return { child, done };
}
