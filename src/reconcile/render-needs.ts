import type { Journal } from "../journal/index.ts";
import type { Active } from "../model/memory.ts";

/**
 * What the runs that have met its needs had to say, by task: RUNNER_NEEDS. Out of the journal, so that it is the same for
 * each attempt and after a restart; of a run that the journal no longer has nothing is known.
 */
export function renderNeeds(journal: Pick<Journal, "run">, { needed }: Active): string {
  const said = needed.map(({ task, run }) => {
    const outputs = journal.run(run)?.end.attempts.at(-1)?.outputs;
    const { problems: _problems, missing: _missing, ...told } = outputs ?? {};
    return [task, told] as const;
  });
  return JSON.stringify(Object.fromEntries(said));
}
