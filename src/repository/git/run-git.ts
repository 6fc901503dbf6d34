import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { gitEnvironment } from "./git-environment.ts";
import { configArguments, safeConfig } from "./safe-config.ts";
import type { TimeLimit } from "./watch-time.ts";
import { watchTime } from "./watch-time.ts";

export interface GitCall {
  readonly cwd: string;
  /** Look for the repository above `cwd` too. Else a repository that went away would be mistaken for one around it. */
  readonly upward?: true;
  readonly args: readonly string[];
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | Uint8Array;
  /** Takes the output piece by piece, instead of the answer's `stdout`. */
  readonly onStdout?: (chunk: Buffer) => void;
  /** For calls that wait for another machine. Output counts as a sign of life. */
  readonly limit?: TimeLimit;
  /** Told of its process as soon as there is one. */
  readonly onStart?: (pid: number) => void;
}

/** How a git ended. Only `exited` has something to read. */
export type GitAnswer =
  | { readonly kind: "exited"; readonly code: number; readonly stdout: Buffer; readonly stderr: string }
  | { readonly kind: "killed"; readonly signal: string; readonly stderr: string }
  | { readonly kind: "timeout"; readonly afterMs: number; readonly stderr: string }
  | { readonly kind: "unstartable"; readonly problem: string }
  /** The folder that it was to run in is gone: the disk is not mounted, or the clone was removed. */
  | { readonly kind: "folder-gone"; readonly folder: string };

const stderrLimit = 64 * 1024;
/** A multiplexing ssh outlives git and keeps its stderr open: we do not wait for it any longer than this. */
const drainMs = 500;

const alive = new Set<ChildProcess>();
let exitHooked = false;

/**
 * Runs one git to its end. Never rejects: whatever happens is in the answer.
 *
 * The child leads its own session. So Ctrl-C does not end it in the middle, nothing it starts can ask on our terminal,
 * and it is killed with everything it started. Plain child_process: execa costs 2 ms more a call and 28 ms to load.
 */
export async function runGit(call: GitCall): Promise<GitAnswer> {
  try {
    return await collect(await startGit(call), call);
  } catch (error) {
    // Some starts fail with an event, others (too long a list of arguments, no memory) at once.
    return explainStart(call.cwd, error);
  }
}

/** Starts one git, for whoever talks with it. It ends with us. */
export async function startGit(call: GitCall): Promise<ChildProcess> {
  const { spawn } = await import("node:child_process");
  const ceiling = call.upward ? {} : { GIT_CEILING_DIRECTORIES: dirname(call.cwd) };
  const child = spawn("git", [...configArguments([...safeConfig, ...(call.config ?? [])]), ...call.args], {
    cwd: call.cwd,
    env: gitEnvironment(process.env, { ...ceiling, ...call.env }),
    stdio: [call.input === undefined ? "ignore" : "pipe", "pipe", "pipe"],
    detached: true,
  });
  // A git that leaves early closes its end (EPIPE): its exit code and stderr say why.
  child.stdin?.on("error", () => undefined);
  remember(child);
  if (child.pid !== undefined) call.onStart?.(child.pid);
  return child;
}

/** Feeds the child and waits for its end; rejects if it could not be started. */
function collect(child: ChildProcess, call: GitCall): Promise<GitAnswer> {
  const stdout: Buffer[] = [];
  let stderr = "";
  const watch = call.limit && watchTime(call.limit, (signal) => signalGroup(child, signal));
  child.stdout?.on("data", (chunk: Buffer) => {
    if (call.onStdout) call.onStdout(chunk);
    else stdout.push(chunk);
    watch?.alive();
  });
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString("utf8")).slice(-stderrLimit);
    watch?.alive();
  });
  child.stdin?.end(call.input);

  const ended = new Promise<GitAnswer>((resolve, reject) => {
    const finish = (code: number | null, signal: string | null): void => {
      const timedOutAfterMs = watch?.timedOutAfterMs();
      if (timedOutAfterMs !== undefined) resolve({ kind: "timeout", afterMs: timedOutAfterMs, stderr });
      else if (code !== null) resolve({ kind: "exited", code, stdout: Buffer.concat(stdout), stderr });
      else resolve({ kind: "killed", signal: signal ?? "unknown", stderr });
    };
    child.once("error", reject);
    child.once("close", finish);
    if (call.limit) child.once("exit", (code, signal) => setTimeout(finish, drainMs, code, signal).unref());
  });
  return ended.finally(() => {
    watch?.stop();
    alive.delete(child);
    child.stdout?.destroy();
    child.stderr?.destroy();
  });
}

/** To the system, a missing folder looks like a missing program. */
function explainStart(cwd: string, error: unknown): GitAnswer {
  if (!existsSync(cwd)) return { kind: "folder-gone", folder: cwd };
  return { kind: "unstartable", problem: error instanceof Error ? error.message : String(error) };
}

function signalGroup(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}

/** Nothing of ours goes on after us: whatever git is doing when we leave, no ref has been moved by halves. */
function remember(child: ChildProcess): void {
  alive.add(child);
  child.once("close", () => alive.delete(child));
  if (exitHooked) return;
  exitHooked = true;
  process.once("exit", () => alive.forEach((each) => signalGroup(each, "SIGKILL")));
}
