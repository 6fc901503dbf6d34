/** A moment: whole milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

/** `2026-11-20T02:00:00Z`; milliseconds only where there are any. */
export function renderInstant(instant: Instant): string {
  const text = renderIso(instant);
  return text.endsWith(".000Z") ? `${text.slice(0, -5)}Z` : text;
}

/** `20261120T020000Z`: sorts as time does, fits into a file name. Seconds precision. */
export function renderCompactInstant(instant: Instant): string {
  if (instant !== lastCompact.instant) lastCompact = { instant, text: renderIso(instant).replace(/[-:]|\.\d+/g, "") };
  return lastCompact.text;
}

let lastCompact = { instant: NaN, text: "" };
let lastInstant = NaN;
let lastText = "";

/** Thousands of slots of one moment ask for the same text in a row: it is made once. */
function renderIso(instant: Instant): string {
  if (instant !== lastInstant) {
    lastText = new Date(instant).toISOString();
    lastInstant = instant;
  }
  return lastText;
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
