import type { Instant } from "../../model/instant.ts";

/** A stretch of time, end excluded, in which a zone's clock is `offsetMs` ahead of UTC. */
interface ZoneSegment {
  readonly start: Instant;
  readonly end: Instant;
  readonly offsetMs: number;
}

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** Segments by piece of time (see `pieceMs`), looked up when first needed. */
  readonly pieces: Map<number, readonly ZoneSegment[]>;
  recent: ZoneSegment;
}

const utcSegment: ZoneSegment = { start: -Infinity, end: Infinity, offsetMs: 0 };
/** Names of the tz database for a clock that never differs from UTC: they must not cost the start of Intl. */
const utcNames = new Set(
  "UTC Etc/UTC UCT Etc/UCT Universal Etc/Universal Zulu Etc/Zulu GMT Etc/GMT GMT0 Etc/GMT0 GMT+0 Etc/GMT+0 GMT-0 Etc/GMT-0 Greenwich Etc/Greenwich".split(
    " ",
  ),
);
const pieceMs = 2 ** 35; // some 398 days
/** Two clock changes less than this apart might be missed. The closest since 1940 (Recife 2000, Gaza 2040) are 6.9 days. */
const probeMs = 3 * 86_400_000;
const zones = new Map<string, Zone>();

/**
 * The segment of the zone that holds the instant. Segments are cut where the offset changes and, now and then, where it
 * does not. Intl knows the offsets but takes microseconds for each: it is asked once for each zone and year or so.
 */
export function zoneSegmentAt(zoneName: string, at: Instant): ZoneSegment {
  if (utcNames.has(zoneName)) return utcSegment;
  let zone = zones.get(zoneName);
  if (!zone) zones.set(zoneName, (zone = openZone(zoneName)));
  const recent = zone.recent;
  if (recent.start <= at && at < recent.end) return recent;
  const piece = Math.floor(at / pieceMs);
  let segments = zone.pieces.get(piece);
  if (!segments) zone.pieces.set(piece, (segments = findSegments(zone.format, piece * pieceMs, (piece + 1) * pieceMs)));
  let index = segments.length - 1;
  while (segments[index]!.start > at) index -= 1;
  return (zone.recent = segments[index]!);
}

function openZone(name: string): Zone {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  return { format, pieces: new Map(), recent: { start: 0, end: 0, offsetMs: 0 } };
}

function findSegments(format: Intl.DateTimeFormat, start: Instant, end: Instant): ZoneSegment[] {
  const segments: ZoneSegment[] = [];
  let segmentStart = start;
  let offsetMs = offsetAt(format, start);
  for (let from = start; from < end; from += probeMs) {
    const to = Math.min(from + probeMs, end);
    const next = offsetAt(format, to);
    if (next === offsetMs) continue;
    const change = findChange(format, from, to, offsetMs);
    segments.push({ start: segmentStart, end: change, offsetMs });
    segmentStart = change;
    offsetMs = next;
  }
  if (segmentStart < end) segments.push({ start: segmentStart, end, offsetMs });
  return segments;
}

/** The first instant at which the offset is no longer `before`. Clocks change at whole seconds. */
function findChange(format: Intl.DateTimeFormat, from: Instant, to: Instant, before: number): Instant {
  let low = Math.floor(from / 1000);
  let high = Math.ceil(to / 1000);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(format, middle * 1000) === before) low = middle;
    else high = middle;
  }
  return high * 1000;
}

/** Reads the end of `1/1/1970, GMT+01:00`; seconds are given for the local mean times of old (`GMT-00:53:28`). */
function offsetAt(format: Intl.DateTimeFormat, at: Instant): number {
  const text = format.format(at);
  const match = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text);
  if (!match) throw new Error(`cannot read the zone offset in ${JSON.stringify(text)}`);
  const [, sign, hours = "0", minutes = "0", seconds = "0"] = match;
  const size = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return sign === "-" ? -size : size;
}
