import { unknownZone } from "../../diagnostics/schedule-codes.ts";
import { isZone, nearestZone } from "../../schedule/index.ts";
import type { Pointer } from "../read/document.ts";
import type { At, Given } from "./given.ts";
import { at } from "./given.ts";

/** A zone that exists: the given one, or else the other. */
export function readZone(
  given: Given,
  zone: string | undefined,
  otherwise: string,
  pointer: Pointer = ["timezone"],
): string {
  return readZoneAt(at(given, pointer), zone, otherwise);
}

export function readZoneAt(place: At, zone: string | undefined, otherwise: string): string {
  if (zone === undefined) return otherwise;
  if (isZone(zone)) return zone;
  place.report(unknownZone(place.span(), zone, nearestZone(zone)));
  return otherwise;
}
