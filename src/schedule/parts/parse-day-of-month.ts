import { ok } from "../../model/result.ts";
import type { Reading } from "../schedule-problem.ts";
import { problem } from "../schedule-problem.ts";
import { quote } from "./quote.ts";

/** Reads 1–31 (a number, or its digits) or `last`. Gives what the cron field for it is: `15`, `L`. */
export function parseDayOfMonth(written: unknown): Reading<string> {
  if (typeof written !== "string" && typeof written !== "number")
    return problem("wrong-type", "a day of the month is a number or text", '1 to 31, or "last"');
  const text = String(written).trim().toLowerCase();
  if (text === "last") return ok("L");
  if (/^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 31) return ok(String(Number(text)));
  const ordinal = /^(\d{1,2})(?:st|nd|rd|th|\.)$/.exec(text)?.[1];
  const hint =
    ordinal !== undefined && Number(ordinal) >= 1 && Number(ordinal) <= 31
      ? `write \`${Number(ordinal)}\``
      : /^(-1|l|end|lst|ultimo|last day)$/.test(text)
        ? "write `last`"
        : "1 to 31, or `last`; for `the last friday` write cron, `0 6 * * 5L`";
  return problem("bad-day", `${quote(text)} is not a day of the month`, hint);
}
