import { makeFactReader } from "../facts/index.ts";
import type { Instant } from "../model/instant.ts";
import type { Task } from "../model/task.ts";
import { readFacts } from "./plan/read-facts.ts";
import type { Core } from "./read-core.ts";

/**
 * Looks for the tools that these tasks require, for a core whose runner keeps to itself what it has found. Only of what is in
 * force: they may be asked for their versions, as the runner does.
 */
export async function readTools({ state }: Core, tasks: Iterable<Task>, now: () => Instant): Promise<void> {
  const queries = [...tasks].flatMap(({ requires }) => requires);
  if (queries.length === 0) return;
  for (const fact of await makeFactReader({ now }).read(queries)) state.facts.set(fact.key, fact);
}

/** The tools, and what the conditions of these tasks look at. A runner that is up has read that itself, and keeps it to itself. */
export async function readWhatTheyAsk(core: Core, tasks: readonly Task[], now: () => Instant): Promise<void> {
  for (const [key, fact] of await readFacts(tasks, now)) core.state.facts.set(key, fact);
  await readTools(core, tasks, now);
}
