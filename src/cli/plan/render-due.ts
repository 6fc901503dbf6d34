import type { Instant } from "../../model/instant.ts";
import type { FieldChange } from "../../plan/index.ts";
import { renderLocalTime } from "../render-local-time.ts";
import { shiftsAmong } from "./shifts-among.ts";

/** The coming times, a line for each side, in the task's zone and in UTC; days on which its clocks change are marked. */
export function renderDue({ due }: FieldChange, zone: string): readonly string[] {
  if (!due || (due.before.length === 0 && due.after.length === 0)) return [];
  return (["before", "after"] as const)
    .filter((side) => side === "after" || due.before.length > 0)
    .map((side) => {
      const shifted = shiftsAmong(due[side], zone);
      const times = due[side].map((at) => {
        const local = renderLocalTime(at, zone);
        const mark = shifted.has(at) ? " (clocks change)" : "";
        return zone === "UTC" ? `${local}${mark}` : `${local} (${renderUtc(at, local)} UTC)${mark}`;
      });
      return `due ${side}: ${times.length === 0 ? "never" : times.join(", ")}`;
    });
}

/** The day is told only where it is another one. */
function renderUtc(at: Instant, local: string): string {
  const utc = renderLocalTime(at, "UTC");
  const dayLength = "Fri 2026-11-20".length;
  return utc.slice(0, dayLength) === local.slice(0, dayLength) ? utc.slice(dayLength + 1) : utc;
}
