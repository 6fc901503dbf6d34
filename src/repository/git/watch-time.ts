/** How long a call may take that waits for another machine. Without any output for `idleMs`, it is taken to hang. */
export interface TimeLimit {
  readonly idleMs: number;
  readonly totalMs: number;
}

export interface TimeWatch {
  /** There was output: the idle time starts anew. */
  alive(): void;
  /** The child is gone. What it left behind after a timeout is killed. */
  stop(): void;
  timedOutAfterMs(): number | undefined;
}

/** From TERM (git removes its lock files) to KILL. */
const killAfterMs = 2000;

/** Ends a call that takes too long: TERM, then KILL, to everything it started. */
export function watchTime(limit: TimeLimit, signal: (name: "SIGTERM" | "SIGKILL") => void): TimeWatch {
  let timedOutAfterMs: number | undefined;
  let killer: NodeJS.Timeout | undefined;
  const giveUp = (afterMs: number): void => {
    if (timedOutAfterMs !== undefined) return;
    timedOutAfterMs = afterMs;
    signal("SIGTERM");
    killer = setTimeout(() => signal("SIGKILL"), killAfterMs);
  };
  const idle = setTimeout(() => giveUp(limit.idleMs), limit.idleMs);
  const total = setTimeout(() => giveUp(limit.totalMs), limit.totalMs);
  return {
    alive: () => void (timedOutAfterMs === undefined && idle.refresh()),
    stop: () => {
      for (const timer of [idle, total, killer]) clearTimeout(timer);
      if (timedOutAfterMs !== undefined) signal("SIGKILL");
    },
    timedOutAfterMs: () => timedOutAfterMs,
  };
}
