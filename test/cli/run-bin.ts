import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";

const bin = new URL("../../bin/runner.js", import.meta.url).pathname;

/** The command as users have it, as a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  readonly done: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
  /** Fulfilled as soon as it has said this on standard output or error. Rejects if it ends without. */
  readonly says: (text: string) => Promise<void>;
}

export function runBin(words: readonly string[], cwd: string): Program {
  const env = { ...process.env, HOME: cwd, RUNNER_HOST_NAME: "web-1" };
  const child = spawn(process.execPath, [bin, ...words], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  const listeners = new Set<() => void>();
  for (const [name, stream] of [["out", child.stdout] as const, ["err", child.stderr] as const]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
      for (const listener of listeners) listener();
    });
  }
  // Not its `exit`: what it said last may still be on its way then.
  const done = (once(child, "close") as Promise<[number | null]>).then(([code]) => ({ code, ...said }));
  return {
    child,
    done,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!said.out.includes(text) && !said.err.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void done.then((ended) => reject(new Error(`it ended without saying "${text}": ${JSON.stringify(ended)}`)));
      }),
  };
}
