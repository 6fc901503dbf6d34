import { badWindow } from "../../diagnostics/condition-codes.ts";
import { parseWeekday } from "../../schedule/index.ts";
import type { At } from "../meaning/given.ts";

const groups: ReadonlyMap<string, readonly number[]> = new Map([
  ["weekdays", [1, 2, 3, 4, 5]],
  ["weekends", [0, 6]],
  ["weekday", [1, 2, 3, 4, 5]],
  ["weekend", [0, 6]],
]);

const everyDay = 7;
const shortNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * Days of the week from `mon-fri`, `sat`, `weekdays`, a list with commas, or a list of such; 0 is Sunday. "all" for every
 * day; undefined: wrong, and told.
 */
export function readDays(at: At, written: string | readonly string[]): readonly number[] | "all" | undefined {
  const items =
    typeof written === "string" ? [[at, written] as const] : written.map((day, i) => [at.within(i), day] as const);
  const days = new Set<number>();
  let isSound = true;
  for (const [place, text] of items) {
    for (const part of text.split(",")) {
      const found = parseDays(part.trim());
      if (found === undefined) place.report(badWindow(place.span(), ...explain(part.trim())));
      if (found === undefined) isSound = false;
      for (const day of found ?? []) days.add(day);
    }
  }
  if (!isSound) return undefined;
  return days.size === everyDay ? "all" : [...days].sort((a, b) => a - b);
}

function parseDays(text: string): readonly number[] | undefined {
  const group = groups.get(text.toLowerCase());
  if (group !== undefined) return group;
  const [first = "", last] = text.split(/\s*-\s*/, 3).length === 3 ? [] : text.split(/\s*-\s*/);
  const from = parseWeekday(first);
  const to = last === undefined ? from : parseWeekday(last);
  if (!from.ok || !to.ok) return undefined;
  const count = ((to.value - from.value + everyDay) % everyDay) + 1;
  return Array.from({ length: count }, (_, i) => (from.value + i) % everyDay);
}

function explain(text: string): [message: string, hint: string] {
  const message = `${JSON.stringify(text)} is not a day of the week, nor several.`;
  const words = text.toLowerCase().split(/\s*(?:–|—|\.\.|\bto\b|\buntil\b|\bthrough\b|-)\s*/);
  const days = words.map((word) => parseWeekday(word.replace(/^every\s+|s$/g, "")));
  const names = days.map((day) => (day.ok ? shortNames[day.value] : undefined));
  if (names.length <= 2 && names.every((name) => name !== undefined)) return [message, `Write "${names.join("-")}".`];
  if (/^(daily|all|every ?day|\*)$/i.test(text)) return [message, "Leave `days` out for every day."];
  const [problem] = days.filter((day) => !day.ok);
  const hint = problem?.error.hint ?? "";
  if (hint.startsWith("did you mean")) return [message, `D${hint.slice(1)}`];
  return [message, 'Such as "mon-fri", "sat", "weekdays", "weekends".'];
}
