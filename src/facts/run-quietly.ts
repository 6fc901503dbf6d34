import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";

/** What cron(8) and systemd.exec(5) agree on, for a runner that has no PATH itself. */
export const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Killed, but not gone yet: KILL does not reach a process that waits for a dead disk. */
const dying = new Set<string>();
const sessions = new Set<number>();

/** Leaders of the sessions that facts are being read in. Their processes are no part of what the host is like. */
export const ownSessions: ReadonlySet<number> = sessions;

export type Ended = { readonly code: number } | { readonly signal: NodeJS.Signals };

/**
 * Executes argv without a shell, in `/`, with PATH, HOME and LANG and nothing else, its output ignored but for its first
 * words, where somebody wants to `hear` them. It and what it has left in its process group are killed when it ends and when
 * the signal is aborted. Rejects with what spawning says, and while an earlier one of the same words cannot be got rid of.
 */
export async function runQuietly(
  argv: readonly string[],
  signal: AbortSignal,
  hear?: (text: string) => void,
): Promise<Ended> {
  const words = JSON.stringify(argv);
  signal.throwIfAborted();
  if (dying.has(words)) throw new Error("the process that was started for it before is killed, but has not ended yet");
  const [file = "", ...args] = argv;
  const output = hear ? "pipe" : "ignore";
  const child = spawn(file, args, {
    cwd: "/",
    env: environment(),
    stdio: ["ignore", output, output],
    detached: true,
  });
  const ended = once(child, "exit");
  const heard = hear && listen(child, hear, signal);
  const { pid } = child;
  if (pid === undefined) return (await ended) as never;
  const onAbort = (): void => {
    dying.add(words);
    killGroup(pid);
  };
  sessions.add(pid);
  signal.addEventListener("abort", onAbort, { once: true });
  const [code, by] = (await ended) as [number, null] | [null, NodeJS.Signals];
  signal.removeEventListener("abort", onAbort);
  killGroup(pid);
  await heard;
  sessions.delete(pid);
  dying.delete(words);
  return code === null ? { signal: by } : { code };
}

const mostHeard = 4096;

/** Resolves when all has been said, or enough. Whoever has left the group may hold the pipes: not for ever. */
async function listen(child: ChildProcess, hear: (text: string) => void, signal: AbortSignal): Promise<void> {
  const streams = [child.stdout!, child.stderr!];
  let left = mostHeard;
  for (const stream of streams) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      if (left > 0) hear(text.slice(0, left));
      left -= text.length;
    });
  }
  const letGo = (): void => streams.forEach((stream) => stream.destroy());
  signal.addEventListener("abort", letGo, { once: true });
  await Promise.all(streams.map((stream) => once(stream, "close")));
  signal.removeEventListener("abort", letGo);
}

function environment(): NodeJS.ProcessEnv {
  const { PATH = defaultPath, HOME = homedir(), LANG = "C.UTF-8" } = process.env;
  return { PATH, HOME, LANG };
}

/** `detached` has made the child the leader of a group that bears its number. Nobody left in it is fine. */
function killGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    return;
  }
}
