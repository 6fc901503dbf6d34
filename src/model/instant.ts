/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** `2026-11-20T02:00:00Z`; milliseconds only where there are any. */
export function renderInstant(instant: Instant): string {
  const { date, hour, minute, second, milliseconds } = partsOf(instant);
  const fraction = milliseconds === 0 ? "" : `.${String(milliseconds).padStart(3, "0")}`;
  return `${date}T${hour}:${minute}:${second}${fraction}Z`;
}

/** `20261120T020000Z`: sorts as time does, fits into a file name. Seconds precision. */
export function renderCompactInstant(instant: Instant): string {
  const { compactDate, hour, minute, second } = partsOf(instant);
  return `${compactDate}T${hour}${minute}${second}Z`;
}

interface Parts {
  readonly instant: Instant;
  readonly date: string;
  readonly compactDate: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly milliseconds: number;
}

const dayMs = 86_400_000;
const twoDigits = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
let last: Parts | undefined;
let lastDay = NaN;

/** Slots come by the thousand, many of one moment and most of one day: neither is worked out twice in a row. */
function partsOf(instant: Instant): Parts {
  if (last?.instant === instant) return last;
  const day = Math.floor(instant / dayMs);
  const ms = instant - day * dayMs;
  const isSameDay = day === lastDay && last !== undefined;
  const date = isSameDay ? last!.date : new Date(instant).toISOString().slice(0, -14);
  lastDay = day;
  last = {
    instant,
    date,
    compactDate: isSameDay ? last!.compactDate : date.replaceAll("-", ""),
    hour: twoDigits[Math.floor(ms / 3_600_000)]!,
    minute: twoDigits[Math.floor(ms / 60_000) % 60]!,
    second: twoDigits[Math.floor(ms / 1000) % 60]!,
    milliseconds: Math.floor(ms % 1000),
  };
  return last;
}

/**
 * Reads an RFC 3339 instant: `2026-11-20T02:00Z`, `2026-11-20T02:00:00.5+01:00`. The zone must be there.
 * Dates that do not exist (February 30) are refused, not rolled over.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second = "00", fraction = "", zone = "Z"] = match;
  const wall = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second);
  // What does not exist rolls over to something that does, and then reads otherwise.
  if (new Date(wall).toISOString().slice(0, 19) !== `${year}-${month}-${day}T${hour}:${minute}:${second}`)
    return undefined;
  return wall + Math.floor(Number(`0${fraction}`) * 1000) - offsetMs(zone);
}

function offsetMs(zone: string): number {
  if (zone.length === 1) return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}
