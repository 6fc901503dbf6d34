import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { RunEnd } from "../model/run.ts";
import type { Loaded } from "../pipeline.ts";
import { handleAsk } from "./control/handle-ask.ts";
import type { Answer, Ask } from "./control/protocol.ts";
import type { RunnerOptions } from "./open-runner.ts";
import { openRunner } from "./open-runner.ts";
import type { StatusMemory } from "./statuses/status-memory.ts";
import { takeLock } from "./take-lock.ts";
import { takeCollectTurn } from "./tidy/collect-daily.ts";
import { tidyDaily } from "./tidy/tidy-daily.ts";
import { whenAborted } from "./when-aborted.ts";

export interface PassOutcome {
  readonly loaded: Result<Loaded, Fault>;
  /** What ended during the pass, in the order in which it did. */
  readonly ends: readonly RunEnd[];
  /** Reports that could not get where they belong wait in the journal; this is why. */
  readonly published: Fault | undefined;
  /** Commit statuses that the forge has not been told; the next runner does. */
  readonly untold: { readonly left: number; readonly trouble: StatusMemory["trouble"] } | undefined;
}

/** A forge that is slow is not waited for: its statuses wait in the journal. */
const longestTellingMs = 4000;

/**
 * One pass: sync, decide, run what is due, commit the reports, leave. When `stop` is aborted it leaves at once; what
 * still runs then goes on and is found by the next runner.
 */
export async function runOnce(options: RunnerOptions, stop: AbortSignal): Promise<Result<PassOutcome, Fault>> {
  const ends: RunEnd[] = [];
  const lock = takeLock(options);
  if (!lock.ok) return lock;
  const opened = await openRunner({ ...options, onEnd: (end) => ends.push(end) }, lock.value);
  if (!opened.ok) return opened;
  const runner = opened.value;
  await runner.begin();
  const loaded = await runner.driver.load();
  runner.driver.go();
  // One pass is what is due at one moment: a task that is due every second would keep it here for ever.
  await Promise.race([runner.driver.nextTurn(), whenAborted(stop)]);
  runner.driver.closeSlots();
  await Promise.race([runner.driver.whenIdle(), whenAborted(stop)]);
  let published = stop.aborted ? undefined : await runner.publisher.settle();
  const untold = stop.aborted ? undefined : await runner.statuses?.settle(longestTellingMs);
  // After the work: who waits for a pass waits for its runs first.
  const isTidied = !stop.aborted && loaded.ok && (await tidyDaily(runner, { ...options, now: options.now() }));
  if (isTidied && !published) published = await runner.publisher.settle();
  const collect = stop.aborted ? undefined : takeCollectTurn(runner, { ...options, now: options.now() });
  await runner.close();
  // Nobody has to wait for git: the lock is let go.
  if (collect) await Promise.race([collect(), whenAborted(stop)]);
  return ok({ loaded, ends, published, untold });
}

/**
 * Does what a verb asks where there is no daemon: a runner for the time of `talk`, which asks it as it would ask a
 * daemon. It looks for a newer revision only when asked to (`sync`), and serves no slots. What still runs when `talk`
 * is over goes on and is found by the next runner.
 */
export async function askHere<T>(
  options: RunnerOptions,
  stop: AbortSignal,
  talk: (ask: (ask: Ask) => Promise<Answer>) => Promise<T>,
): Promise<Result<{ value: T; published: Fault | undefined }, Fault>> {
  const lock = takeLock(options);
  if (!lock.ok) return lock;
  const opened = await openRunner({ ...options, ignoresSlots: true }, lock.value);
  if (!opened.ok) return opened;
  const runner = opened.value;
  await runner.begin();
  runner.driver.go();
  const value = await talk((ask) => handleAsk({ runner, now: options.now }, ask));
  const published = stop.aborted ? undefined : await runner.publisher.settle();
  await runner.close();
  return ok({ value, published });
}
