import { renderInstant } from "../model/instant.ts";
import type { Schedule } from "../model/schedule.ts";

/** A short text for people: `daily at 02:00 Europe/Berlin`, `every 6h after each run ends`, or the cron pattern. */
export function renderSchedule(schedule: Schedule): string {
  switch (schedule.kind) {
    case "cron":
      return `${inWords(schedule.pattern)} ${schedule.zone}`;
    case "every": {
      const from = schedule.anchor === 0 ? "" : ` from ${renderInstant(schedule.anchor)}`;
      return `every ${exactDuration(schedule.everyMs)}${from}`;
    }
    case "once":
      return `at ${renderInstant(schedule.at)}`;
    case "after-finish":
      return `every ${exactDuration(schedule.everyMs)} after each run ends`;
  }
}

const daysInWords: ReadonlyMap<string, string> = new Map([
  ["* * *", "daily"],
  ["* * 1-5", "weekdays"],
  ["* * 0,6", "weekends"],
  ["* * 0", "every sunday"],
  ["* * 1", "every monday"],
  ["* * 2", "every tuesday"],
  ["* * 3", "every wednesday"],
  ["* * 4", "every thursday"],
  ["* * 5", "every friday"],
  ["* * 6", "every saturday"],
  ["L * *", "monthly on last"],
]);

/** What the pattern is in words that parseSchedule reads back; the pattern itself (five fields if they do) where there are none. */
function inWords(pattern: string): string {
  const fields = pattern.split(" ");
  const [second = "", minute = "", hour = "", ...dayFields] = fields;
  const days = dayFields.join(" ");
  const fixed = /^\d+ \d+ \d+$/.test(`${second} ${minute} ${hour}`);
  if (fixed) {
    const words = daysInWords.get(days) ?? (/^\d+ \* \*$/.test(days) ? `monthly on ${dayFields[0]}` : undefined);
    if (words !== undefined) return `${words} at ${timeOfDay(hour, minute, second)}`;
  }
  if (days === "* * *") {
    if (pattern === "0 0 * * * *") return "every hour";
    if (pattern === "0 * * * * *") return "every minute";
    const everyHours = /^0 0 \*\/(\d+) /.exec(pattern)?.[1];
    if (everyHours !== undefined && 24 % Number(everyHours) === 0) return `every ${everyHours} hours`;
    const everyMinutes = /^0 \*\/(\d+) \* /.exec(pattern)?.[1];
    if (everyMinutes !== undefined && 60 % Number(everyMinutes) === 0) return `every ${everyMinutes} minutes`;
  }
  return second === "0" ? fields.slice(1).join(" ") : pattern;
}

function timeOfDay(hour: string, minute: string, second: string): string {
  const parts = second === "0" ? [hour, minute] : [hour, minute, second];
  return parts.map((part) => part.padStart(2, "0")).join(":");
}

/** Unlike a duration in a report, nothing may be rounded: `1d2h3m4s`. */
function exactDuration(durationMs: number): string {
  let rest = durationMs;
  let text = "";
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
    ["ms", 1],
  ] as const) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) text += `${count}${unit}`;
  }
  return text;
}
