import type { State } from "../../decide/index.ts";
import type { Instant } from "../../model/instant.ts";
import type { Log } from "../log.ts";
import type { Runner } from "../open-runner.ts";
import { isQuiet } from "./is-quiet.ts";

const dayMs = 86_400_000;

/**
 * Once a day, at a quiet moment: removes what is older than it is kept. A host that has not been quiet for another day is
 * tidied all the same. The first time is a day after the first start. Gives whether reports went: there is a commit to push.
 */
export async function tidyDaily(
  runner: Pick<Runner, "driver" | "journal" | "tidy">,
  { now, log }: { now: Instant; log: Log },
): Promise<boolean> {
  try {
    if (!takeTurn(runner.journal, runner.driver.state, now)) return false;
    const tidied = await runner.tidy(false);
    if (!tidied.ok) {
      log.warn({ hint: tidied.error.hint }, `old reports stay: ${tidied.error.what}`);
      return false;
    }
    const removed = Object.entries(tidied.value).map(([what, all]) => [what, all.length] as const);
    if (removed.some(([, number]) => number > 0)) log.info(Object.fromEntries(removed), "what was old is removed");
    return tidied.value.reports.length > 0;
  } catch (error) {
    log.warn({}, `what is old stays for now: ${(error as Error).message}`);
    return false;
  }
}

/** Remembered before it is done: if it ends us, it is not to end the next one, too. */
function takeTurn(journal: Runner["journal"], state: State, now: Instant): boolean {
  const last = Number(journal.note("tidied") ?? Number.NaN);
  const isFirst = !(last <= now);
  const isDue = state.catalog !== undefined && now - last >= (isQuiet(state, now) ? dayMs : 2 * dayMs);
  if (isFirst || isDue) journal.keepNote("tidied", String(now));
  return isDue && !isFirst;
}
