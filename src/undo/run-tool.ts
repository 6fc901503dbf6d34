import type { ChildProcessByStdio } from "node:child_process";
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Readable, Writable } from "node:stream";
import { bytesOf, onDisk } from "./disk-names.ts";

export interface ToolOrder {
  readonly args: readonly string[];
  /** On its standard input, each ended by a NUL. */
  readonly names?: readonly string[];
  /** Exit codes that are no failure; default 0. */
  readonly fine?: readonly number[];
  /** What it prints. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Open files that it has as /proc/self/fd/3 and on. */
  readonly files?: readonly number[];
}

/** Runs a program of the host at the root, to its end. Rejects with what it said where it fails: all of it is the cause. */
export function runTool(
  name: string,
  { args, names = [], fine = [0], onOutput, files = [] }: ToolOrder,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(name, args, {
      cwd: "/",
      stdio: ["pipe", "pipe", "pipe", ...files],
      env: { ...process.env, LC_ALL: "C" },
    }) as ChildProcessByStdio<Writable, Readable, Readable>;
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => onOutput?.(chunk));
    child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(0, mostSaid)));
    child.on("error", reject);
    child.on("close", (code) =>
      code !== null && fine.includes(code)
        ? resolve()
        : reject(new Error(said.trim().split("\n")[0] || `${name} ended with ${code}`, { cause: said })),
    );
    // It may be gone before it has read all: its exit says why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(Buffer.concat(names.flatMap((path) => [bytesOf(path), nul])));
  });
}

/** A line for each file that it could not do anything about, but not for a million. */
const mostSaid = 1 << 20;

const nul = Buffer.from([0]);

/** To disk for good: all of the file system that this lies on. `files`: open ones that the path is about. */
export async function syncDisk(path: string, files: readonly number[] = []): Promise<void> {
  await runTool("xargs", { args: ["-0", "sync", "--file-system", "--"], names: [path], files });
}

/** Copies with all that cp(1) can keep; the names go by xargs(1), which takes any bytes and any number of them. */
export async function copyAll(of: {
  names: readonly string[];
  into: string;
  options?: readonly string[];
}): Promise<void> {
  if (of.names.length === 0) return;
  // Words on a command line have to be UTF-8, and the name of the folder may not be.
  const file = openSync(onDisk(of.into), "r");
  try {
    const copy = ["cp", "-a", "--reflink=auto", ...(of.options ?? []), "-t", "/proc/self/fd/3", "--"];
    await runTool("xargs", { args: ["-0", ...copy], names: of.names, files: [file] });
  } finally {
    closeSync(file);
  }
}
