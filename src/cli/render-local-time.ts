import type { Instant } from "../model/instant.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** `Fri 2026-11-20 03:00`, as the clocks of that zone show it; seconds only where there are any. */
export function renderLocalTime(instant: Instant, zone: string): string {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const get = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? "";
  const seconds = get("second") === "00" ? "" : `:${get("second")}`;
  const date = `${get("year").padStart(4, "0")}-${get("month")}-${get("day")}`;
  return `${get("weekday")} ${date} ${get("hour")}:${get("minute")}${seconds}`;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      weekday: "short",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
    formats.set(zone, format);
  }
  return format;
}
