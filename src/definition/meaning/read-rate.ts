import { badRate } from "../../diagnostics/condition-codes.ts";
import { parseDuration } from "../../model/duration.ts";
import type { Rate } from "../../model/window.ts";
import type { Given } from "./given.ts";

/** Short for a stretch of time, behind the slash. */
export const stretches: Readonly<Partial<Record<string, string>>> = {
  second: "1s",
  minute: "1m",
  hour: "1h",
  day: "1d",
  week: "7d",
  s: "1s",
  m: "1m",
  h: "1h",
  d: "1d",
  w: "7d",
};

/** A count and a stretch of time, whose form the schema has seen to; the stretch may still be nothing, or endless. */
export function readRate({ merged, report }: Given, text: string | undefined): Rate | undefined {
  if (text === undefined) return undefined;
  const [count = "", per = ""] = text.split("/");
  const perMs = parseDuration(stretches[per] ?? per);
  if (perMs !== undefined && perMs > 0) return { count: Number(count), perMs, text };
  report(badRate(merged.locate(["rate"], "value"), { key: "rate", got: `"${text}"`, meant: undefined }));
  return undefined;
}
