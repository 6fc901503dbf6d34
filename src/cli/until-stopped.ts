import type { Io } from "./io.ts";

/** What `work` comes to, or `stopped` as soon as somebody wants to leave. The work itself is not stopped by that. */
export async function untilStopped<T>({ stop }: Io, work: Promise<T>): Promise<T | "stopped"> {
  const { promise, resolve } = Promise.withResolvers<"stopped">();
  const leave = (): void => resolve("stopped");
  if (stop.signal.aborted) leave();
  stop.signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    stop.signal.removeEventListener("abort", leave);
  }
}
