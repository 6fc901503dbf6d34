import type { Instant } from "../../model/instant.ts";
import type { Task } from "../../model/task.ts";
import { allowedSlots } from "./consequences/due.ts";
import type { FieldChange } from "./index.ts";
import { list } from "./show.ts";

/** The calendars that a task is blacked out by, before and after, whose days are others now. */
export function listCalendarChanges(before: Task, after: Task, now: Instant): readonly FieldChange[] {
  const [old, next] = [before, after].map(calendarsOf);
  return [...next!].flatMap(([name, dates]) => {
    const past = old!.get(name);
    const fewer = past?.filter((day) => !dates.includes(day)) ?? [];
    const more = past === undefined ? [] : dates.filter((day) => !past.includes(day));
    if (fewer.length + more.length === 0) return [];
    return [
      {
        name: `calendars/${name}`,
        before: list(fewer),
        after: list(more),
        consequence: tell(fewer.length, more.length, dates.length),
        due: { before: allowedSlots(before, now), after: allowedSlots(after, now) },
      },
    ];
  });
}

function calendarsOf({ blackouts }: Task): ReadonlyMap<string, readonly string[]> {
  return new Map(blackouts.flatMap(({ text, dates }) => (dates === undefined ? [] : [[text, dates] as const])));
}

function tell(fewer: number, more: number, all: number): string {
  const days = (count: number): string => `${count} ${count === 1 ? "day" : "days"}`;
  const parts = [
    ...(more === 0 ? [] : [`blacks out ${days(more)} more`]),
    ...(fewer === 0 ? [] : [`no longer blacks out ${days(fewer)}`]),
  ];
  return `${parts.join(", ")}: ${days(all)} in all`;
}
