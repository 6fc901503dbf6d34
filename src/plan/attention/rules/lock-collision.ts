import type { Instant } from "../../../model/instant.ts";
import { renderInstant } from "../../../model/instant.ts";
import type { Task } from "../../../model/task.ts";
import { slotsOfWeek } from "../../changes/consequences/due.ts";
import type { Rule } from "../rule.ts";

/** Of whoever is due all the time anyway: enough to see it. */
const most = 2016;

export const lockCollision: Rule = {
  id: "lock-collision",
  means: "It is due at the same moment as another task that needs the same lock.",
  keys: ["locks", "schedule"],
  look({ before, after, compared }) {
    if (after.locks.length === 0 || (before && sameMoments(before, after))) return [];
    const { head, now } = compared;
    const own = new Set(slotsOfWeek(after, now, most));
    return [...head.tasks.values()].flatMap((other) => {
      const shared = other.id === after.id ? [] : other.locks.filter((lock) => after.locks.includes(lock));
      const scarce = shared.filter((lock) => (head.settings.locks.get(lock) ?? 1) < 2);
      if (scarce.length === 0) return [];
      const at: Instant | undefined = slotsOfWeek(other, now, most).find((slot) => own.has(slot));
      if (at === undefined) return [];
      return [
        `it is due together with ${other.id} at ${renderInstant(at)}, and both need ${scarce.join(", ")}: one waits for the other`,
      ];
    });
  },
};

function sameMoments(before: Task, after: Task): boolean {
  const told = ({ locks, schedules, enabled }: Task): string => JSON.stringify([locks, schedules, enabled]);
  return told(before) === told(after);
}
