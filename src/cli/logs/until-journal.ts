import { setTimeout as sleep } from "node:timers/promises";
import type { Journal } from "../../journal/index.ts";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { findJournal } from "../../reconcile/open-journal.ts";

const lookMs = 250;

/** The journal of a state folder as soon as a runner has made it; undefined: stopped before. */
export async function untilJournal(stateDir: string, signal: AbortSignal): Promise<Result<Journal | undefined, Fault>> {
  for (;;) {
    const found = findJournal(stateDir);
    if (!found.ok || found.value || signal.aborted) return found;
    await sleep(lookMs, undefined, { signal }).catch(() => undefined);
  }
}
