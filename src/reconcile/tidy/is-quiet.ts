import { availableParallelism, loadavg } from "node:os";
import type { State } from "../../decide/index.ts";
import type { Instant } from "../../model/instant.ts";

/** A run that is due so soon is not to find us at work. */
const soonMs = 60_000;

/** Nothing runs, and nothing is about to. */
export function isQuiet({ active, nextSlot }: State, now: Instant): boolean {
  if (active.size > 0) return false;
  for (const slot of nextSlot.values()) if (slot < now + soonMs) return false;
  return true;
}

/** Half of the processors are enough for whatever else the host is for. */
export function isHostIdle(): boolean {
  return loadavg()[0]! < availableParallelism() / 2;
}
