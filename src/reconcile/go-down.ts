import { setTimeout as sleep } from "node:timers/promises";
import type { Instant } from "../model/instant.ts";
import type { Wanted } from "../model/run.ts";
import type { Runner } from "./open-runner.ts";

/**
 * The host goes down: the tasks that want to run then do, and what they need, within `shutdown_grace`. Nothing else starts
 * any more. Gives the runs that were wanted, ended or not.
 */
export async function goDown(
  { driver, settings }: Runner,
  now: () => Instant,
): Promise<readonly Pick<Wanted, "id" | "task">[]> {
  driver.tell({ kind: "shutting-down", now: now() });
  await driver.nextTurn();
  const { waiting, active } = driver.state;
  const wanted = [...waiting.values(), ...active.values()].map((run) => run.wanted);
  const runs = wanted.filter(({ trigger }) => trigger.kind === "shutdown");
  const ended = Promise.all(runs.map(({ id }) => driver.whenEnded(id)));
  await Promise.race([ended, sleep(settings().runner.shutdownGraceMs, undefined, { ref: false })]);
  return runs;
}
