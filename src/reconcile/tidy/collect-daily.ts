import type { Instant } from "../../model/instant.ts";
import type { Log } from "../log.ts";
import type { Runner, RunnerOptions } from "../open-runner.ts";
import { isHostIdle } from "./is-quiet.ts";

const dayMs = 86_400_000;

/**
 * Once a day, while the host has little to do and nothing is left to report: a turn for git to tidy up the clone. Undefined:
 * it is not the time. The first is a day after the first start. Remembered before it is taken: what was broken off is not
 * begun again at once.
 */
export function takeCollectTurn(
  runner: Pick<Runner, "journal" | "settings">,
  options: Pick<RunnerOptions, "isIdle" | "repository"> & { readonly log: Log; readonly now: Instant },
): (() => Promise<void>) | undefined {
  const { isIdle = isHostIdle, repository, log, now } = options;
  const { journal } = runner;
  try {
    const last = Number(journal.note("collected") ?? Number.NaN);
    const isFirst = !(last <= now);
    const isDue = now - last >= dayMs && runner.settings().git.maintenance;
    if (!isFirst && !(isDue && journal.countUnpublished() === 0 && isIdle())) return undefined;
    journal.keepNote("collected", String(now));
    if (isFirst) return undefined;
  } catch (error) {
    log.warn({}, `git does not tidy up for now: ${(error as Error).message}`);
    return undefined;
  }
  return () => repository.collectGarbage().then((content) => log.debug({ content }, "git has tidied up"));
}
