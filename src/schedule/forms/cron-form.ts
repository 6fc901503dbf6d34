import { closest } from "../../diagnostics/closest.ts";
import { makeCronSchedule } from "../make/make-cron-schedule.ts";
import { checkKeys } from "../parts/check-keys.ts";
import { quote } from "../parts/quote.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem, within } from "../schedule-problem.ts";
import type { ScheduleForm, WrittenTable } from "./schedule-form.ts";

/** As in crontab(5), without @reboot, which is an event. */
export const nicknames: ReadonlyMap<string, string> = new Map([
  ["@yearly", "0 0 1 1 *"],
  ["@annually", "0 0 1 1 *"],
  ["@monthly", "0 0 1 * *"],
  ["@weekly", "0 0 * * 0"],
  ["@daily", "0 0 * * *"],
  ["@midnight", "0 0 * * *"],
  ["@hourly", "0 * * * *"],
]);

/** `{ cron = "0 2 * * 1-5" }`. Its text has no first word: see `isCronText`. */
export const cronForm: ScheduleForm = { word: "cron", example: "0 2 * * 1-5", readTable };

/** No other form starts with a digit, a sign or a nickname, or has so many words. */
export function isCronText(text: string): boolean {
  return /^[*?@/,-]|^\d[\d*/,-]*( |$)/.test(text) && !/^\d\d\d\d-/.test(text);
}

export function readCronText(text: string, zone: string): Reading {
  if (!text.startsWith("@")) return makeCronSchedule(text, zone);
  const pattern = nicknames.get(text.toLowerCase());
  if (pattern !== undefined) return makeCronSchedule(pattern, zone);
  if (text.toLowerCase() === "@reboot") {
    return problem("bad-cron", "@reboot is an event, not a time", "write `boot`: once after each boot");
  }
  const near = closest(text, nicknames.keys());
  return problem(
    "bad-cron",
    `${quote(text)} is not a known nickname`,
    near ? `did you mean "${near}"?` : `known are ${[...nicknames.keys()].join(" ")}`,
  );
}

function readTable(table: WrittenTable, zone: string): Reading {
  const keys = checkKeys(table, ["cron"]);
  if (!keys.ok) return keys;
  const text = table["cron"];
  if (typeof text !== "string") return within("cron", problem("wrong-type", "a cron pattern is text", '"0 2 * * 1-5"'));
  return within("cron", readCronText(text.trim(), zone));
}
