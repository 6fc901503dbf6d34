import { badDuration } from "../../diagnostics/shape-codes.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Pointer } from "../read/document.ts";
import type { Given } from "./given.ts";

/** Milliseconds. The schema has seen to the form: what is left to go wrong is a length beyond 2^53 ms. */
export function readDuration(
  { merged, report }: Given,
  pointer: Pointer,
  text: string | undefined,
): number | undefined {
  if (text === undefined) return undefined;
  const durationMs = parseDuration(text);
  if (durationMs !== undefined) return durationMs;
  const of = {
    key: String(pointer.at(-1)),
    wanted: "a shorter duration",
    got: `"${text}"`,
    hint: "285,000 years are enough.",
  };
  report(badDuration(merged.locate(pointer, "value"), of));
  return undefined;
}
