import { availableParallelism, loadavg } from "node:os";
import type { State } from "../../decide/index.ts";
import type { Instant } from "../../model/instant.ts";
import type { Repository } from "../../repository/index.ts";
import type { Log } from "../log.ts";
import type { Runner } from "../open-runner.ts";

const dayMs = 86_400_000;
/** A run that is due so soon is not to find us at work. */
const soonMs = 60_000;

/**
 * Once a day, at a quiet moment: removes what is older than it is kept, then lets git tidy up. A host that has not been
 * quiet for another day is tidied all the same, but for what git does. The first time is a day after the first start.
 */
export async function tidyDaily(
  runner: Pick<Runner, "driver" | "journal" | "settings" | "tidy">,
  of: { now: Instant; log: Log; repository: Repository },
): Promise<void> {
  const { now, log } = of;
  const { journal } = runner;
  const last = Number(journal.note("tidied") ?? Number.NaN);
  if (!(last <= now)) return journal.keepNote("tidied", String(now));
  const { state } = runner.driver;
  const quiet = isQuiet(state, now);
  if (!state.catalog || now - last < dayMs || (!quiet && now - last < 2 * dayMs)) return;
  // Before it is done: if it ends us, it is not to end the next one, too.
  journal.keepNote("tidied", String(now));
  const tidied = await runner.tidy(false);
  if (!tidied.ok) return log.warn({ hint: tidied.error.hint }, `old reports stay: ${tidied.error.what}`);
  const { reports, runs, folders, revisions, rollbackPoints } = tidied.value;
  const counts = { reports, runs, folders, revisions, rollbackPoints };
  const removed = Object.entries(counts).map(([what, all]) => [what, all.length] as const);
  if (removed.some(([, number]) => number > 0)) log.info(Object.fromEntries(removed), "what was old is removed");
  if (quiet && runner.settings().git.maintenance && journal.countUnpublished() === 0 && isIdle())
    void of.repository.collectGarbage().then((content) => log.debug({ content }, "git has tidied up"));
}

function isQuiet({ active, nextSlot }: State, now: Instant): boolean {
  if (active.size > 0) return false;
  for (const slot of nextSlot.values()) if (slot < now + soonMs) return false;
  return true;
}

/** Half of the processors are enough for whatever else the host is for. */
function isIdle(): boolean {
  return loadavg()[0]! < availableParallelism() / 2;
}
