import { advance, decide } from "../decide/index.ts";
import type { State } from "../decide/index.ts";
import type { Instant } from "../model/instant.ts";
import type { Task } from "../model/task.ts";

/**
 * What a runner that looks now would make of slots that nobody has looked at yet: how many it records as missed, and
 * whether it runs any. The core itself is asked, on a state that is used up by it.
 */
export function foretellMissed(copy: State, task: Task, now: Instant): { missed: number; runs: boolean } {
  advance(copy, { kind: "tick", now });
  const { effects } = decide(copy);
  let missed = 0;
  let runs = false;
  for (const effect of effects) {
    if (effect.kind === "end" && effect.record.end.task === task.id && effect.record.end.reason === "missed") {
      missed += effect.record.end.missed?.count ?? 1;
    }
    if (effect.kind === "want" && effect.wanted.task === task.id) runs = true;
  }
  return { missed, runs };
}
