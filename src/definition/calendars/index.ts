/**
 * takes       the files of calendars/
 * gives       each calendar's days, by its name
 * fails with  diagnostics; a calendar that cannot be used is known by name, but has no days
 * guarantees  no more days than a person could mean, in order, each once
 */
import { duplicateCalendar } from "../../diagnostics/condition-codes.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { RevisionFile } from "../../model/files.ts";
import type { Document } from "../read/document.ts";
import { isCalendarFile } from "../read/is-calendar-file.ts";
import { readDocument } from "../read/index.ts";
import { checkShape } from "../shape/check-shape.ts";
import type { WrittenDates } from "./read-dates.ts";
import { readDates } from "./read-dates.ts";

/** Name → days (see Window.dates); undefined: there is one, but it cannot be used. */
export type Calendars = ReadonlyMap<string, readonly string[] | undefined>;

export function defineCalendars(files: readonly RevisionFile[], report: (diagnostic: Diagnostic) => void): Calendars {
  const calendars = new Map<string, readonly string[] | undefined>();
  const first = new Map<string, RevisionFile>();
  for (const file of files.filter(isCalendarFile).sort((a, b) => byCodePoint(a.path, b.path))) {
    const name = file.path.slice("calendars/".length, file.path.lastIndexOf("."));
    const other = first.get(name);
    if (other !== undefined) report(duplicateCalendar(beginningOf(file), name, beginningOf(other)));
    first.set(name, file);
    const { document, diagnostics } = readDocument(file);
    diagnostics.forEach(report);
    calendars.set(name, document && defineCalendar(document, report));
  }
  return calendars;
}

function defineCalendar(document: Document, report: (diagnostic: Diagnostic) => void): readonly string[] | undefined {
  const { diagnostics, unsound } = checkShape(document, "calendar");
  diagnostics.forEach(report);
  const wrong = unsound.get("") ?? new Set();
  if (wrong.has("dates")) return undefined;
  return readDates(
    document,
    document.value["dates"] as unknown as WrittenDates,
    (i) => wrong.has(`dates/${i}`),
    report,
  );
}

function beginningOf({ path, bytes }: RevisionFile) {
  return { source: { path, text: new TextDecoder().decode(bytes?.subarray(0, 1000)) }, start: 0, end: 0 };
}
