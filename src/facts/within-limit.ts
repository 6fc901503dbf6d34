import type { FactValue } from "../model/condition.ts";
import { describeTrouble } from "./describe-trouble.ts";

/**
 * What `start` gives, if it does so in time; else unknown, and the signal is aborted. Never rejects. Whoever does not heed
 * the signal (a system call cannot) is not waited for.
 */
export async function withinLimit(
  limitMs: number,
  start: (signal: AbortSignal) => Promise<FactValue>,
): Promise<FactValue> {
  const limit = new AbortController();
  const late = Promise.withResolvers<FactValue>();
  const timer = setTimeout(() => {
    const why = `took longer than ${limitMs / 1000} s`;
    late.resolve({ kind: "unknown", why });
    limit.abort(new Error(why));
  }, limitMs);
  try {
    return await Promise.race([start(limit.signal), late.promise]);
  } catch (error) {
    return { kind: "unknown", why: describeTrouble(error) };
  } finally {
    clearTimeout(timer);
  }
}
