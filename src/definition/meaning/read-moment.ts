import { badInstant } from "../../diagnostics/meaning-codes.ts";
import type { Instant } from "../../model/instant.ts";
import { parseInstant } from "../../model/instant.ts";
import { parseSchedule } from "../../schedule/index.ts";
import type { Pointer } from "../read/document.ts";
import type { Given } from "./given.ts";

/**
 * Reads `2026-12-01` (its first moment in the zone), `2026-12-01T03:00` (in the zone) or `2026-12-01T03:00Z`. A time
 * that the zone skips is the first one after: what schedules do with `at`.
 */
export function readMoment(
  { merged, report }: Given,
  pointer: Pointer,
  text: string,
  zone: string,
): Instant | undefined {
  const instant = parseInstant(text);
  if (instant !== undefined) return instant;
  const day = /^(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d:\d\d(?::\d\d)?))?$/.exec(text.trim());
  const once = day === null ? undefined : parseSchedule(`at ${day[1]}T${day[2] ?? "00:00"}`, zone);
  if (once?.ok === true && once.value.kind === "once") return once.value.at;
  report(badInstant(merged.locate(pointer, "value"), pointer.join("."), text));
  return undefined;
}
