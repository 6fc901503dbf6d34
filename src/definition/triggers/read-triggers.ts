import type { EventTrigger } from "../../model/trigger.ts";
import { findEventWord } from "../../schedule/index.ts";
import type { Given } from "../meaning/given.ts";
import { at, atText } from "../meaning/given.ts";
import { listItems } from "../meaning/list-items.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { readCompactEvent } from "./read-compact-event.ts";
import { readEventTable } from "./read-event-table.ts";

/** The events of `on`, and those among the schedules. The same one written twice is one. */
export function readTriggers(given: Given, keys: Pick<TaskFile, "on" | "schedule">): readonly EventTrigger[] {
  const byKey = new Map<string, EventTrigger>();
  const add = (trigger: EventTrigger | undefined): void => void (trigger && byKey.set(trigger.key, trigger));
  for (const { item, pointer } of listItems(given, "schedule", keys.schedule)) {
    if (typeof item !== "string" || findEventWord(item) === undefined) continue;
    add(readCompactEvent(atText(given, pointer), item));
  }
  for (const { item, pointer } of listItems(given, "on", keys.on)) {
    add(
      typeof item === "string"
        ? readCompactEvent(atText(given, pointer), item)
        : readEventTable(at(given, pointer), item),
    );
  }
  return [...byKey.values()];
}
