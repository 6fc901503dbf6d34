import { closest } from "../../diagnostics/closest.ts";
import { unknownCalendar } from "../../diagnostics/condition-codes.ts";
import type { StartWindow, Window } from "../../model/window.ts";
import type { Calendars } from "../calendars/index.ts";
import type { At, Given } from "../meaning/given.ts";
import { at } from "../meaning/given.ts";
import { listItems } from "../meaning/list-items.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { resemblesHours } from "./parse-hours.ts";
import { readWindow } from "./read-window.ts";

/** When a task may start. */
export function readWindows(given: Given, written: TaskFile["window"], zone: string): readonly StartWindow[] {
  return listItems(given, "window", written).flatMap(({ item, pointer }) => {
    const window = readWindow(at(given, pointer), item, zone);
    const overrun = typeof item === "string" ? "allow" : (item.overrun ?? "allow");
    return window === undefined ? [] : [{ ...window, overrun }];
  });
}

/** When a task may not start: windows, and calendars by name. */
export function readBlackouts(
  given: Given,
  written: TaskFile["blackout"],
  around: { readonly zone: string; readonly calendars: Calendars },
): readonly Window[] {
  const { zone, calendars } = around;
  return listItems(given, "blackout", written).flatMap(({ item, pointer }) => {
    const place = at(given, pointer);
    const isName =
      typeof item === "string" && (calendars.has(item.trim()) || (!/^\d/.test(item.trim()) && !resemblesHours(item)));
    const window = isName ? readCalendar(place, item.trim(), around) : readWindow(place, item, zone);
    return window ?? [];
  });
}

function readCalendar(
  place: At,
  name: string,
  { zone, calendars }: { readonly zone: string; readonly calendars: Calendars },
): Window | undefined {
  if (!calendars.has(name)) {
    place.report(unknownCalendar(place.span(), name, closest(name, calendars.keys())));
    return undefined;
  }
  const dates = calendars.get(name);
  return dates && { hours: [], days: undefined, dates, zone, text: name };
}
