import { badDuration } from "../../diagnostics/shape-codes.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Pointer } from "../read/document.ts";
import type { At, Given } from "./given.ts";
import { at } from "./given.ts";

/** Milliseconds. The schema has seen to the form: what is left to go wrong is a length beyond 2^53 ms. */
export function readDuration(given: Given, pointer: Pointer, text: string | undefined): number | undefined {
  return text === undefined ? undefined : readDurationAt(at(given, pointer), text);
}

export function readDurationAt(place: At, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs;
  const of = {
    key: place.label,
    wanted: "a shorter duration",
    got: `"${text}"`,
    hint: "285,000 years are enough.",
  };
  place.report(badDuration(place.span(), of));
  return undefined;
}
