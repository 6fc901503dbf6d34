import type { Readable } from "node:stream";

export interface ToolCall {
  /** Absolute. */
  readonly program: string;
  readonly args: readonly string[];
  readonly input: string | Uint8Array;
  /** Where it ends, whatever it is doing. */
  readonly signal: AbortSignal;
}

export interface ToolAnswer {
  readonly stdout: string;
  readonly stderr: string;
}

/** More than this no answer has; a tool that says more has lost its way. */
const mostBytes = 16 * 1024 * 1024;

/**
 * Has a tool look at texts: in `/`, and with nothing in its environment by which it could be told to read files of
 * anybody's (BASH_ENV, PYTHONPATH, NODE_OPTIONS, SHELLCHECK_OPTS). undefined: it could not be started, was killed, or did
 * not end in time. What it says goes to whoever asked; its exit code says nothing.
 */
export async function runTool({ program, args, input, signal }: ToolCall): Promise<ToolAnswer | undefined> {
  if (signal.aborted) return undefined;
  const { spawn } = await import("node:child_process");
  return new Promise((resolve) => {
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", LANG: "C" };
    const child = spawn(program, args, { cwd: "/", env, detached: true, stdio: ["pipe", "pipe", "pipe"] });
    const kill = (): void => {
      if (child.pid !== undefined) killGroup(child.pid);
    };
    signal.addEventListener("abort", kill, { once: true });
    const [stdout, stderr] = [collect(child.stdout, kill), collect(child.stderr, kill)];
    const finish = (answer: ToolAnswer | undefined): void => {
      signal.removeEventListener("abort", kill);
      resolve(answer);
    };
    child.on("error", () => finish(undefined));
    child.on("close", (_, killedBy) => finish(killedBy === null ? { stdout: stdout(), stderr: stderr() } : undefined));
    // It may end before it has read everything.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

function collect(stream: Readable, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on("data", (chunk: Buffer) => {
    length += chunk.length;
    if (length > mostBytes) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

/** `detached` has made it the leader of a group that bears its number. Nobody left in it is fine. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    return;
  }
}
