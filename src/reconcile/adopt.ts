import type { Executor } from "../execute/index.ts";
import type { Event } from "../model/event.ts";
import type { Instant } from "../model/instant.ts";
import type { Active } from "../model/memory.ts";

/** After a restart: what has become of a run that an earlier runner started, as an event; none for one that waits. */
export async function adopt(executor: Executor, active: Active, now: () => Instant): Promise<Event | undefined> {
  if (active.phase.kind === "backoff" || active.phase.kind === "due") return undefined;
  const about = { run: active.wanted.id, launch: active.launch };
  const found = await executor.adopt(active.wanted.id, active.launch);
  switch (found.kind) {
    case "running":
      return { kind: "started", now: now(), ...about, process: found.process, at: now() - found.ageMs };
    case "ended":
      return { kind: "attempt-ended", now: now(), ...about, ...found.ended };
    case "never-started":
      return { kind: "never-started", now: now(), ...about };
  }
}
