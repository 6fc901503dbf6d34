import { setTimeout as sleep } from "node:timers/promises";
import { shutdownRuns } from "../decide/index.ts";
import type { RunId, TaskId } from "../model/ids.ts";
import type { Instant } from "../model/instant.ts";
import type { RunStanding } from "./control/protocol.ts";
import type { Log } from "./log.ts";
import type { Runner } from "./open-runner.ts";

/**
 * Gives what tells the core that the host goes down, and resolves when the runs that this has asked for are over; at the
 * latest after `shutdown_grace`. What is active then goes on, what has not started never will. The host goes down once:
 * whoever says so again gets the same answer.
 */
export function makeShutDown(of: {
  runner: Runner;
  now: () => Instant;
  log: Log;
}): () => Promise<readonly RunStanding[]> {
  let under: Promise<readonly RunStanding[]> | undefined;
  return () => (under ??= shutDown(of));
}

async function shutDown(of: { runner: Runner; now: () => Instant; log: Log }): Promise<readonly RunStanding[]> {
  const { runner, now, log } = of;
  const { driver } = runner;
  driver.tell({ kind: "shutting-down", now: now() });
  // Told to stop in its first moments, it may not have begun to let time pass.
  driver.go();
  await driver.nextTurn();
  const tasks = new Map<RunId, TaskId>();
  const ask = (): readonly RunId[] => {
    const open = shutdownRuns(driver.state);
    for (const { id, task } of open) tasks.set(id, task);
    return open.map(({ id }) => id);
  };
  const { shutdownGraceMs } = runner.settings().runner;
  log.info({ runs: ask().length }, "the host goes down: nothing but what that asks for starts from now on");

  const grace = new AbortController();
  const over = sleep(shutdownGraceMs, "over" as const, { signal: grace.signal }).catch(() => "over" as const);
  for (let open = ask(); open.length > 0; open = ask()) {
    const ended = Promise.all(open.map((run) => driver.whenEnded(run)));
    if ((await Promise.race([ended, over])) === "over") break;
  }
  grace.abort();
  await giveUp(of, ask());
  return [...tasks].map(([id, task]) => ({ id, task, end: runner.journal.run(id)?.end, waitsFor: undefined }));
}

/** Those that have not started would start when the host is up again, when what they are for is long over. */
async function giveUp(
  { runner, now, log }: { runner: Runner; now: () => Instant; log: Log },
  open: readonly RunId[],
): Promise<void> {
  if (open.length === 0) return;
  const { driver } = runner;
  log.warn({ runs: open }, "shutdown_grace is over, and not all that the shutdown asked for has ended");
  for (const run of open) {
    if (driver.state.waiting.has(run))
      driver.tell({ kind: "cancelled", now: now(), run, by: "the end of shutdown_grace" });
  }
  await driver.nextTurn();
}
