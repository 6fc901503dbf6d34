import { badWindow } from "../../diagnostics/condition-codes.ts";
import type { Hours, Window } from "../../model/window.ts";
import type { At } from "../meaning/given.ts";
import { readZoneAt } from "../meaning/read-zone.ts";
import { describeValue } from "../shape/suggest-value.ts";
import { mergeHours } from "./merge-hours.ts";
import { parseHours, renderHours, suggestHours } from "./parse-hours.ts";
import { readDays } from "./read-days.ts";

interface Written {
  readonly hours?: string | readonly (string | number)[];
  readonly days?: string | readonly string[];
  readonly timezone?: string;
}

/** One window as understood; undefined: wrong, and told. `zone`: where it names none. */
export function readWindow(at: At, written: string | Written, zone: string): Window | undefined {
  if (typeof written === "string") {
    const hours = readHours(at, written);
    return hours && { hours: mergeHours([hours], true), days: undefined, dates: undefined, zone, text: written.trim() };
  }
  if (written.hours === undefined && written.days === undefined) {
    at.report(
      badWindow(
        at.span(),
        `\`${at.label}\` names neither hours nor days.`,
        'Such as { hours = "22:00-05:00", days = "mon-fri" }.',
      ),
    );
    return undefined;
  }
  const hours = written.hours === undefined ? [] : readHoursList(at.within("hours"), written.hours);
  const days = written.days === undefined ? "all" : readDays(at.within("days"), written.days);
  const ownZone = readZoneAt(at.within("timezone"), written.timezone, zone);
  if (hours === undefined || days === undefined) return undefined;
  const text = [hours.map(renderHours).join(","), [written.days ?? []].flat().join(","), written.timezone ?? ""];
  return {
    hours: mergeHours(hours, days === "all"),
    days: days === "all" ? undefined : days,
    dates: undefined,
    zone: ownZone,
    text: text.filter((part) => part !== "").join(" "),
  };
}

function readHoursList(at: At, written: NonNullable<Written["hours"]>): readonly Hours[] | undefined {
  if (typeof written === "string") {
    const hours = readHours(at, written);
    return hours && [hours];
  }
  const list = written.map((one, i) =>
    typeof one === "number" ? { from: one * 60, to: (one + 1) * 60 } : readHours(at.within(i), one),
  );
  const sound = list.filter((hours) => hours !== undefined);
  return sound.length === list.length ? sound : undefined;
}

function readHours(at: At, text: string): Hours | undefined {
  const hours = parseHours(text);
  if (hours === undefined) {
    at.report(badWindow(at.span(), `${describeValue(text)} are not hours such as 02:00-04:00.`, suggest(text)));
  }
  return hours;
}

function suggest(text: string): string {
  const meant = suggestHours(text);
  if (meant !== undefined) return `Write "${meant}".`;
  const [, hours = "", days = ""] = /^(\S*\d\S*)\s+(.+)$/.exec(text.trim()) ?? [];
  if (parseHours(hours) !== undefined) return `Write a table: { hours = "${hours}", days = "${days}" }`;
  if (/[a-z]{3}/i.test(text)) return `Days have a key of their own: { days = ${JSON.stringify(text.trim())} }`;
  return "Two times with a - between them, from 00:00 to 24:00.";
}
