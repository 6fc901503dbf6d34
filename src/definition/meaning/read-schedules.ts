import { badSchedule, pastSchedule } from "../../diagnostics/schedule-codes.ts";
import type { Instant } from "../../model/instant.ts";
import { renderInstant } from "../../model/instant.ts";
import type { Schedule } from "../../model/schedule.ts";
import { parseSchedule } from "../../schedule/index.ts";
import type { TaskFile } from "../task-file.generated.ts";
import type { Given } from "./given.ts";

type Written = NonNullable<TaskFile["schedule"]>;

/** One schedule or a list of them, in a zone that exists. The same one written twice is one. */
export function readSchedules(
  { merged, report }: Given,
  written: Written | undefined,
  zone: string,
  now: Instant,
): readonly Schedule[] {
  if (written === undefined) return [];
  const byKey = new Map<string, Schedule>();
  const list = Array.isArray(written) ? (written as readonly unknown[]) : undefined;
  for (const [i, one] of (list ?? [written]).entries()) {
    if (merged.isUnsound(`schedule/${i}`)) continue;
    const pointer = ["schedule", ...(list === undefined ? [] : [i])];
    const parsed = parseSchedule(one, zone);
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
