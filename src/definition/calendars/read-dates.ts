import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { badDate } from "../../diagnostics/schedule-codes.ts";
import { outOfRange } from "../../diagnostics/shape-codes.ts";
import type { Document, Pointer } from "../read/document.ts";

export type WrittenDates = readonly (string | { readonly from: string; readonly to: string })[];

/** Ten years of days in one calendar are a slip in a year. */
const mostDays = 3660;
const dayMs = 86_400_000;
/** The days of a leap year stand for those of every year. */
const everyYear = 2024;

/** A day that exists. */
interface Day {
  readonly at: number;
  readonly yearly: boolean;
}

/** The days of a calendar, ranges written out. What is wrong is told, and left out. `skip`: told already. */
export function readDates(
  document: Document,
  written: WrittenDates,
  skip: (i: number) => boolean,
  report: (diagnostic: Diagnostic) => void,
): readonly string[] {
  const days = new Set<string>();
  for (const [i, item] of written.entries()) {
    if (skip(i)) continue;
    const range =
      typeof item === "string"
        ? [read(item, ["dates", i])]
        : [read(item.from, ["dates", i, "from"]), read(item.to, ["dates", i, "to"])];
    const [from, to = from] = range;
    if (from === undefined || to === undefined || range.includes(undefined)) continue;
    const count = countDays(from, to);
    const span = document.locate(["dates", i], "value");
    if (count === undefined || count < 1) {
      const { from: first, to: last } = item as { from: string; to: string };
      const problem =
        count === undefined ? `and ${JSON.stringify(last)} are not of one kind` : `comes after ${JSON.stringify(last)}`;
      report(badDate(span, first, problem, "Both with a year or both without, the earlier one first."));
    } else if (days.size + count > mostDays) {
      report(outOfRange(span, { key: "dates", wanted: `at most ${mostDays} days`, got: "more" }));
      break;
    } else for (let n = 0; n < count; n++) days.add(render(from, n));
  }
  return [...days].sort();

  function read(text: string, pointer: Pointer): Day | undefined {
    const day = parseDay(text.trim());
    if (typeof day === "object") return day;
    report(badDate(document.locate(pointer, "value"), text, ...explain(text.trim(), day)));
    return undefined;
  }
}

/** Ends included; undefined where one is of every year and the other is not. Those of every year may pass its end. */
function countDays(from: Day, to: Day): number | undefined {
  if (from.yearly !== to.yearly) return undefined;
  const days = (to.at - from.at) / dayMs + 1;
  return from.yearly && days < 1 ? days + 366 : days;
}

function render(from: Day, offset: number): string {
  const at = from.at + offset * dayMs;
  if (!from.yearly) return new Date(at).toISOString().slice(0, 10);
  // What passes the year's end goes on at the beginning of the same one.
  return new Date(at < Date.UTC(everyYear + 1, 0) ? at : at - 366 * dayMs).toISOString().slice(5, 10);
}

/** A day; or whether it is none at all, or one that does not exist. */
function parseDay(text: string): Day | "none" | "missing" {
  const [, year, monthDay] = /^(?:(\d{4})-)?(\d\d-\d\d)$/.exec(text) ?? [];
  if (monthDay === undefined) return "none";
  const date = `${year ?? everyYear}-${monthDay}`;
  const at = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) return "missing";
  return { at, yearly: year === undefined };
}

function explain(text: string, why: "none" | "missing"): [problem: string, hint: string] {
  if (why === "missing") return ["does not exist", "Check month and day."];
  const [, day = "", month = "", year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})?$/.exec(text) ?? [];
  const [, ofMoment] = /^(\d{4}-\d\d-\d\d)[Tt ]/.exec(text) ?? [];
  const meant =
    ofMoment ?? (day === "" ? undefined : [year ?? [], month.padStart(2, "0"), day.padStart(2, "0")].flat().join("-"));
  return [
    "is not a date",
    meant === undefined ? 'Write "2026-12-24", or "12-25" for every year.' : `Write "${meant}".`,
  ];
}
