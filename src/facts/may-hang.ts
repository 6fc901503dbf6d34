import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";

/**
 * Node does its file system calls and name look-ups in a pool of threads (bin/runner.js says how many; else four), and a
 * call on a dead network mount never comes back. All threads but one are lent to calls that may do that; the rest of the
 * runner keeps that one.
 */
const threads = Math.max(1, Number(process.env["UV_THREADPOOL_SIZE"] ?? 4) - 1);

interface Call {
  readonly start: () => Promise<unknown>;
  /** Who wants the result. Kept here and not as reactions to a promise that perhaps never settles: those pile up. */
  readonly askers: Set<PromiseWithResolvers<unknown>>;
  /** Once somebody has given up on it: when he had asked. */
  hangsSince: Instant | undefined;
}

/** Whoever asks: aborted when he gives up, and his clock. */
export interface Patience {
  readonly signal: AbortSignal;
  readonly now: () => Instant;
}

/** Why a signal is aborted when the answer is there by other ways: what is still under way need not hang for that. */
export const noLongerWanted = new Error("no longer wanted");

const waiting = new Map<string, Call>();
const running = new Map<string, Call>();

/**
 * Does something that may hang, when a thread is free, and not a second time while the first is under way: whoever asks for
 * the same `what` meanwhile gets that one's result, or, once somebody has given up on it, is told at once that it hangs.
 * So is who would have to wait for a thread when all of them hang. A call that nobody waits for any more is not begun.
 */
export async function mayHang<T>(what: string, { signal, now }: Patience, start: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const call = running.get(what) ?? waiting.get(what) ?? { start, askers: new Set(), hangsSince: undefined };
  refuseToWait(what, call);
  const asker = Promise.withResolvers<unknown>();
  const askedAt = now();
  call.askers.add(asker);
  if (!running.has(what)) waiting.set(what, call);
  const giveUp = (): void => {
    call.askers.delete(asker);
    if (running.has(what)) {
      if (signal.reason !== noLongerWanted) call.hangsSince ??= askedAt;
    } else if (call.askers.size === 0) waiting.delete(what);
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

/** Throws if the call hangs, or if it would have to wait for others that all do. */
function refuseToWait(what: string, { hangsSince }: Call): void {
  if (hangsSince !== undefined) throw new Error(`hangs since ${renderInstant(hangsSince)}`);
  if (running.has(what) || running.size < threads) return;
  const hanging = [...running].filter(([, call]) => call.hangsSince !== undefined);
  if (hanging.length < threads) return;
  throw new Error(`cannot be read while so many others hang: ${hanging.map(([name]) => name).join(", ")}`);
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
