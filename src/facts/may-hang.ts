/**
 * Node does its file system calls and name look-ups in a pool of four threads (UV_THREADPOOL_SIZE), and a call on a dead
 * network mount never comes back. So many threads at most are lent to calls that may do that; the rest of the runner
 * keeps one.
 */
const threads = 3;

interface Call {
  readonly start: () => Promise<unknown>;
  /** Who wants the result. Kept here and not as reactions to a promise that perhaps never settles: those pile up. */
  readonly askers: Set<PromiseWithResolvers<unknown>>;
}

const waiting = new Map<string, Call>();
const running = new Map<string, Call>();

/**
 * Does something that may hang, when a thread is free, and not a second time while the first still hangs: whoever asks for
 * the same `what` meanwhile gets that one's result. Who gives up by his signal is forgotten; a call that nobody waits
 * for any more is not begun.
 */
export async function mayHang<T>(what: string, signal: AbortSignal, start: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const call = running.get(what) ?? waiting.get(what) ?? { start, askers: new Set() };
  const asker = Promise.withResolvers<unknown>();
  call.askers.add(asker);
  if (!running.has(what)) waiting.set(what, call);
  const giveUp = (): void => {
    call.askers.delete(asker);
    if (call.askers.size === 0) waiting.delete(what);
    asker.reject(signal.reason as Error);
  };
  signal.addEventListener("abort", giveUp, { once: true });
  startWaiting();
  try {
    return (await asker.promise) as T;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** Whether a call is under way that may never come back. Node does not end before it does, whatever calls process.exit. */
export function isHanging(): boolean {
  return running.size > 0;
}

function startWaiting(): void {
  for (const [what, call] of waiting) {
    if (running.size >= threads) return;
    waiting.delete(what);
    running.set(what, call);
    void finish(what, call);
  }
}

async function finish(what: string, { start, askers }: Call): Promise<void> {
  try {
    const result = await start();
    for (const { resolve } of askers) resolve(result);
  } catch (error) {
    for (const { reject } of askers) reject(error);
  }
  running.delete(what);
  startWaiting();
}
