import { unknownZone } from "../../diagnostics/schedule-codes.ts";
import { isZone, nearestZone } from "../../schedule/index.ts";
import type { Pointer } from "../read/document.ts";
import type { Given } from "./given.ts";

/** A zone that exists: the given one, or else the other. */
export function readZone(
  { merged, report }: Given,
  zone: string | undefined,
  otherwise: string,
  pointer: Pointer = ["timezone"],
): string {
  if (zone === undefined) return otherwise;
  if (isZone(zone)) return zone;
  report(unknownZone(merged.locate(pointer, "value"), zone, nearestZone(zone)));
  return otherwise;
}
