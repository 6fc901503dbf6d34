import { badSchedule, pastSchedule } from "../../diagnostics/schedule-codes.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Schedule } from "../../model/schedule.ts";
import { findEventWord, parseSchedule } from "../../schedule/index.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { Given } from "./given.ts";
import { listItems } from "./list-items.ts";

type Written = NonNullable<TaskFile["schedule"]>;

/**
 * One schedule or a list of them, in a zone that exists. The same one written twice is one. Events among them are left
 * to readTriggers.
 */
export function readSchedules(
  given: Given,
  written: Written | undefined,
  zone: string,
  now: Instant,
): readonly Schedule[] {
  const { merged, report } = given;
  const byKey = new Map<string, Schedule>();
  for (const { item, pointer } of listItems(given, "schedule", written)) {
    if (typeof item === "string" && findEventWord(item) !== undefined) continue;
    const parsed = parseSchedule(item, zone);
    if (!parsed.ok) {
      const at = [...pointer, ...parsed.error.path];
      // An unknown key is marked itself, everything else by its value.
      report(badSchedule(merged.locate(at, parsed.error.code === "unknown-key" ? "key" : "value"), parsed.error));
      continue;
    }
    const schedule = parsed.value;
    byKey.set(schedule.key, schedule);
    if (schedule.kind === "once" && schedule.at <= now) {
      report(pastSchedule(merged.locate(pointer, "value"), renderInstant(schedule.at)));
    }
  }
  return [...byKey.values()];
}
