import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import type { RunEnd } from "../model/run.ts";
import type { Loaded } from "../pipeline.ts";
import { handleAsk } from "./control/handle-ask.ts";
import type { Answer, Ask } from "./control/protocol.ts";
import type { RunnerOptions } from "./open-runner.ts";
import { openRunner } from "./open-runner.ts";

export interface PassOutcome {
  readonly loaded: Result<Loaded, Fault>;
  /** What ended during the pass, in the order in which it did. */
  readonly ends: readonly RunEnd[];
  /** Reports that could not get where they belong wait in the journal; this is why. */
  readonly published: Fault | undefined;
}

/** One pass: sync, decide, run what is due, commit the reports, leave. */
export async function runOnce(options: RunnerOptions): Promise<Result<PassOutcome, Fault>> {
  const ends: RunEnd[] = [];
  const opened = await openRunner({ ...options, onEnd: (end) => ends.push(end) });
  if (!opened.ok) return opened;
  const runner = opened.value;
  await runner.begin();
  const loaded = await runner.driver.load();
  await runner.driver.whenIdle();
  const published = await runner.publisher.settle();
  await runner.close();
  return ok({ loaded, ends, published });
}

/** Does what a verb asks where there is no daemon: no slots, just this, to its end. */
export async function askHere(
  options: RunnerOptions,
  ask: Ask,
): Promise<Result<{ answer: Answer; outcome: PassOutcome }, Fault>> {
  const ends: RunEnd[] = [];
  const opened = await openRunner({ ...options, ignoresSlots: true, onEnd: (end) => ends.push(end) });
  if (!opened.ok) return opened;
  const runner = opened.value;
  await runner.begin();
  const loaded = await runner.driver.load();
  const answer = await handleAsk({ runner, now: options.now }, ask);
  await runner.driver.whenIdle();
  const published = await runner.publisher.settle();
  await runner.close();
  return ok({ answer, outcome: { loaded, ends, published } });
}
