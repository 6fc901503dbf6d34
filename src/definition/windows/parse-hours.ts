import type { Hours } from "../../model/window.ts";
import { parseTimeOfDay, suggestTimeOfDay } from "../../schedule/index.ts";

/** Minutes of a day. */
export const wholeDay = 1440;

/** What stands between two times; only the first is right. */
const separator = /\s*(?:-|–|—|\.\.|\bto\b|\buntil\b)\s*/;

/** Reads `02:00-04:00`, also over midnight, and `24:00` as an end. Seconds may be given, as TOML's times have them: `:00`. */
export function parseHours(text: string): Hours | undefined {
  const [, from = "", to = ""] = /^\s*([\d:]+)\s*-\s*([\d:]+)\s*$/.exec(text) ?? [];
  const start = parseMinute(from);
  const end = /^24:00(:00)?$/.test(to) ? wholeDay : parseMinute(to);
  // Midnight at the end of a day and at the beginning of the next are one.
  return start === undefined || end === undefined ? undefined : { from: start, to: end === 0 ? wholeDay : end };
}

/** Whether somebody meant hours, right or wrong: a time, and something between it and another. */
export function resemblesHours(text: string): boolean {
  const time = String.raw`(\d{1,2}([:.]\d\d){0,2}\s*(am|pm|h|uhr)?|noon|midnight)`;
  return new RegExp(`^${time}(${separator.source}${time})?$`, "i").test(text.trim());
}

/** `2-4` → `02:00-04:00`; a time alone gets an hour. Undefined where nothing is near. */
export function suggestHours(text: string): string | undefined {
  const parts = text.trim().toLowerCase().split(separator);
  const [from = "", to] = parts.map((part) => (/^24(:00)?$/.test(part) ? "24:00" : suggestTimeOfDay(part)));
  if (parts.length > 2 || from === "" || from === "24:00") return undefined;
  if (parts.length === 2) return to === undefined ? undefined : `${from}-${to}`;
  return `${from}-${renderMinute(((toMinute(from) + 60 - 1) % wholeDay) + 1)}`;
}

export function renderHours({ from, to }: Hours): string {
  return `${renderMinute(from)}-${renderMinute(to)}`;
}

function renderMinute(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

function parseMinute(text: string): number | undefined {
  const time = parseTimeOfDay(text);
  return time.ok && time.value.second === 0 ? toMinute(text) : undefined;
}

function toMinute(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}
