import type { Instant } from "../../model/instant.ts";
import { parseInstant } from "../../model/instant.ts";
import { ok } from "../../model/result.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import { instantOfWall } from "../zone/instant-of-wall.ts";
import { quote } from "./quote.ts";

/**
 * Reads `2026-12-01T03:00`, seconds if any, a blank for the `T`: the time that the clock in `zone` shows, or exactly that
 * instant if it ends in `Z` or an offset. A time that the zone skips is the moment after the gap, one that comes twice
 * is the first.
 */
export function parseMoment(written: unknown, zone: string): Reading<Instant> {
  if (typeof written !== "string")
    return problem("wrong-type", "a date with time is text", '"2026-12-01T03:00", in quotes');
  const text = written.trim();
  const instant = parseInstant(text);
  if (instant !== undefined) return ok(instant);
  const wall = parseInstant(`${text}Z`);
  if (wall !== undefined) return ok(instantOfWall(zone, wall));
  const shown = `${quote(text)} is not a date with time`;
  const shape = /^(\d{4})-(\d\d)-(\d\d)(.*)$/.exec(text);
  if (!shape) return problem("bad-date", shown, "write `2026-12-01T03:00`");
  const [, year, month, day, time] = shape;
  if (parseInstant(`${year}-${month}-${day}T00:00Z`) === undefined)
    return problem("bad-date", `${shown}: ${year}-${month}-${day} does not exist`, "check month and day");
  return problem(
    "bad-date",
    shown,
    time === ""
      ? `add the time: \`${text}T03:00\``
      : `after the date comes the time, 00:00 to 23:59: \`${year}-${month}-${day}T03:00\``,
  );
}
