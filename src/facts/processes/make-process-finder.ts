import type { Patience } from "../may-hang.ts";
import { sweepProcesses } from "./sweep-processes.ts";

/**
 * Answers whether processes of these names run, by one sweep for all who ask: begun with the first question, ended by the
 * signal. A yes is told as soon as it is known, a no at the end of the sweep. Rejects if a no cannot be told.
 */
export function makeProcessFinder(patience: Patience): (name: string) => Promise<boolean> {
  const seen = new Set<string>();
  const wanted = new Map<string, PromiseWithResolvers<void>>();
  let sweep: Promise<void> | undefined;

  return async (name) => {
    const bytes = Buffer.from(name).toString("latin1");
    const sighting = wanted.get(bytes) ?? Promise.withResolvers<void>();
    wanted.set(bytes, sighting);
    sweep ??= sweepProcesses(patience, note);
    if (!seen.has(bytes)) await Promise.race([sighting.promise, sweep]);
    return seen.has(bytes);
  };

  function note(name: string): void {
    seen.add(name);
    wanted.get(name)?.resolve();
  }
}
