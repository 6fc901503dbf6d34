import type { Instant } from "../../model/instant.ts";
import { zoneSegmentAt } from "../../schedule/index.ts";

const dayMs = 86_400_000;

/** Those of some instants within twelve hours of which the clocks of a zone change. */
export function shiftsAmong(instants: readonly Instant[], zone: string): ReadonlySet<Instant> {
  const offsetAt = (at: Instant): number => zoneSegmentAt(zone, at).offsetMs;
  return new Set(instants.filter((at) => offsetAt(at - dayMs / 2) !== offsetAt(at + dayMs / 2)));
}
