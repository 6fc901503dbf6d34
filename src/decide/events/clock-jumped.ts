import type { Phase } from "../../model/memory.ts";
import { changeActive } from "../state/places.ts";
import type { State } from "../state/state.ts";

/**
 * The clock on the wall has gone ahead of the time that has passed. How long a run may take, how long a retry waits and
 * when KILL follows TERM go by the time that has passed (as systemd's RuntimeMaxSec= does, on CLOCK_MONOTONIC): a run that
 * was started a minute ago does not run into its timeout because the clock was set. Slots belong to the wall.
 */
export function clockJumped(state: State, { byMs }: { byMs: number }): void {
  for (const { wanted, phase } of [...state.active.values()]) {
    changeActive(state, wanted.id, { phase: later(phase, byMs) });
  }
}

function later(phase: Phase, byMs: number): Phase {
  switch (phase.kind) {
    case "starting":
    case "running":
      return { ...phase, since: phase.since + byMs };
    case "backoff":
      return { kind: "backoff", until: phase.until + byMs };
    case "ending":
      return { ...phase, killAt: phase.killAt + byMs };
    case "due":
      return phase;
  }
}
