import type { Journal } from "../journal/index.ts";
import type { Active } from "../model/memory.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";

/**
 * What the runs that have met its needs had to say, by task: RUNNER_NEEDS. Out of the journal, so that it is the same for
 * each attempt and after a restart; of a run that the journal no longer has nothing is known. A sentence where the journal
 * cannot be read.
 */
export function renderNeeds(journal: Pick<Journal, "run">, active: Active): Result<string, string> {
  try {
    return ok(render(journal, active));
  } catch (error) {
    return failure(`What its needs had to say cannot be read: ${(error as Error).message}. Check the disk.`);
  }
}

function render(journal: Pick<Journal, "run">, { needed }: Active): string {
  const said = needed.map(({ task, run }) => {
    const outputs = journal.run(run)?.end.attempts.at(-1)?.outputs;
    const { problems: _problems, missing: _missing, ...told } = outputs ?? {};
    return [task, told] as const;
  });
  return JSON.stringify(Object.fromEntries(said));
}
