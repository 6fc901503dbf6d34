import { spawn } from "node:child_process";
import { once } from "node:events";
import { homedir } from "node:os";

/** What cron(8) and systemd.exec(5) agree on, for a runner that has no PATH itself. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Killed, but not gone yet: KILL does not reach a process that waits for a dead disk. */
const dying = new Set<string>();
const sessions = new Set<number>();

/** Leaders of the sessions that facts are being read in. Their processes are no part of what the host is like. */
export const ownSessions: ReadonlySet<number> = sessions;

export type Ended = { readonly code: number } | { readonly signal: NodeJS.Signals };

/**
 * Executes argv without a shell, in `/`, with PATH, HOME and LANG and nothing else, its output ignored. It and what it has
 * left in its process group are killed when it ends and when the signal is aborted. Rejects with what spawning says,
 * and while an earlier one of the same words cannot be got rid of.
 */
export async function runQuietly(argv: readonly string[], signal: AbortSignal): Promise<Ended> {
  const words = JSON.stringify(argv);
  signal.throwIfAborted();
  if (dying.has(words)) throw new Error("the process that was started for it before is killed, but has not ended yet");
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { cwd: "/", env: environment(), stdio: "ignore", detached: true });
  const ended = once(child, "exit");
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
  sessions.delete(pid);
  dying.delete(words);
  return code === null ? { signal: by } : { code };
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
