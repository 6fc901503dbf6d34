import { closest } from "../../diagnostics/closest.ts";
import { ok } from "../../model/result.ts";
import type { FixedDays } from "../make/make-fixed-schedule.ts";
import { makeFixedSchedule } from "../make/make-fixed-schedule.ts";
import { makeIntervalSchedule } from "../make/make-interval-schedule.ts";
import { checkKeys } from "../parts/check-keys.ts";
import { parseInterval } from "../parts/parse-interval.ts";
import { parseMoment } from "../parts/parse-moment.ts";
import { fromMonday, parseWeekday } from "../parts/parse-weekday.ts";
import { quote } from "../parts/quote.ts";
import { readOptionalTime } from "../parts/read-optional-time.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem, within } from "../schedule-problem.ts";
import { monthlyForm } from "./monthly-form.ts";
import type { ScheduleForm, WrittenTable } from "./schedule-form.ts";
import { weeklyForm } from "./weekly-form.ts";

/**
 * `every 6 hours`, `every 6h`, `every hour`, `every monday at 09:15`, `every day at 23:59`, and the tables
 * `{ every = "6h", anchor = "2026-01-01T00:00Z" }` and `{ every = "6h", from = "finish" }`.
 */
export const everyForm: ScheduleForm = { word: "every", example: "every 6 hours", readText, readTable };

const groups: ReadonlyMap<string, FixedDays> = new Map([
  ["day", {}],
  ["weekday", { ofWeek: "1-5" }],
  ["weekend", { ofWeek: "0,6" }],
]);

function readText(rest: string, zone: string): Reading {
  const [, name = "", tail = ""] = /^ ([a-z]+)(.*)$/.exec(rest) ?? [];
  if (name === "week") return weeklyForm.readText!(tail, zone);
  if (name === "month") return monthlyForm.readText!(tail, zone);
  if (name !== "" && /^(,| and |-| - )/.test(tail))
    return problem(
      "bad-day",
      `${quote(`every${rest}`)} names more than one day`,
      "write a list of schedules, one for each day, or a cron pattern such as `15 9 * * 1,4`",
    );
  const days = groups.get(name) ?? oneWeekday(name);
  if (days) {
    const time = readOptionalTime(tail, `every ${name}`);
    return time.ok ? makeFixedSchedule(time.value, days, zone) : time;
  }
  const [, length = "", at] = /^ (.+?)( (?:at|from|after) .*)?$/.exec(rest) ?? [];
  const everyMs = parseInterval(length);
  if (!everyMs.ok) return name === "" ? everyMs : unknownDay(name);
  if (at === undefined) return makeIntervalSchedule(everyMs.value, undefined, zone);
  return problem(
    "unknown-schedule",
    `${quote(at.trim())} after ${quote(`every ${length}`)} is not understood`,
    at.startsWith(" at ")
      ? 'to say when it starts counting write a table: { every = "6h", anchor = "2026-01-01T02:00Z" }'
      : 'to count from the end of the last run write a table: { every = "6h", from = "finish" }',
  );
}

function oneWeekday(name: string): FixedDays | undefined {
  const day = parseWeekday(name);
  return day.ok ? { ofWeek: String(day.value) } : undefined;
}

function unknownDay(name: string): Reading<never> {
  const near = closest(name, [...fromMonday, ...groups.keys(), "hour", "minute", "second", "week", "month"]);
  return problem(
    "unknown-schedule",
    `${quote(`every ${name}`)} is not understood`,
    near ? `did you mean "every ${near}"?` : "such as `every 6 hours`, `every monday at 09:15`",
  );
}

function readTable(table: WrittenTable, zone: string): Reading {
  const keys = checkKeys(table, ["every"], ["anchor", "from"]);
  if (!keys.ok) return keys;
  const everyMs = parseInterval(table["every"]);
  if (!everyMs.ok) return within("every", everyMs);
  if (table["from"] !== undefined) return readFromFinish(table, everyMs.value);
  const anchor = table["anchor"] === undefined ? ok(undefined) : parseMoment(table["anchor"], zone);
  if (!anchor.ok) return within("anchor", anchor);
  return within("every", makeIntervalSchedule(everyMs.value, anchor.value, zone));
}

function readFromFinish(table: WrittenTable, everyMs: number): Reading {
  if (table["from"] !== "finish")
    return within(
      "from",
      problem("unknown-schedule", `${quote(String(table["from"]))} is not known here`, 'write "finish"'),
    );
  if (table["anchor"] !== undefined)
    return within(
      "anchor",
      problem("unknown-key", "counted from the last end, there is no anchor", "take one of them out"),
    );
  if (everyMs < 1000)
    return within("every", problem("bad-duration", "less than a second is too often", "`1s` is the least"));
  return ok({ kind: "after-finish", key: `after-finish ${everyMs}`, everyMs });
}
