import type { Instant } from "../../src/model/instant.ts";
import type { Snapshot } from "../../src/model/memory.ts";
import { forecast } from "../../src/plan/index.ts";
import type { FakeJournal } from "./fake-journal.ts";
import type { Given } from "./simulated-host.ts";

/** What the forecast says: each run and each skip, `task slot decision`, in order of the alphabet. */
export function foretold(given: Given, from: { snapshot: Snapshot; now: Instant; forMs: number }): string[] {
  const { host } = given.catalog.settings;
  const { entries, now } = forecast({ ...given, revision: undefined, host, ...from });
  const settled = [...now, ...entries].filter(({ decision }) => decision !== "wait");
  return settled.map(({ task, slot, wantedAt, decision }) => `${task} ${tell(slot ?? wantedAt)} ${decision}`).sort();
}

/** What has happened, in the same words; of all that the journal has, what comes after those that `before` counts. */
export function happened(journal: FakeJournal, before = { spawned: 0, ends: 0 }): string[] {
  // Later launches are the same run.
  const runs = journal.spawned.slice(before.spawned).filter(({ launch }) => launch === 1);
  const skips = journal.ends.slice(before.ends).filter(({ startedAt }) => startedAt === undefined);
  return [
    ...runs.map(({ wanted }) => `${wanted.task} ${tell(wanted.slot ?? wanted.wantedAt)} run`),
    ...skips.map(({ task, slot, wantedAt }) => `${task} ${tell(slot ?? wantedAt)} skip`),
  ].sort();
}

function tell(instant: Instant): string {
  return new Date(instant).toISOString();
}
