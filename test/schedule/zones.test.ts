import fc from "fast-check";
import { afterEach, expect, test, vi } from "vitest";
import { isZone, nearestZone, nextInstant, parseSchedule } from "../../src/schedule/index.ts";
import { instantOfWall, latestWallUntil } from "../../src/schedule/zone/instant-of-wall.ts";
import { zoneNames } from "../../src/schedule/zone/zone-names.generated.ts";
import { zoneSegmentAt } from "../../src/schedule/zone/zone-segments.ts";

const names = zoneNames.split(" ");

afterEach(() => {
  vi.restoreAllMocks();
});

test("every name in our list is accepted by Intl; if not, run scripts/generate-zone-names.ts", () => {
  const refused = names.filter((name) => {
    try {
      new Intl.DateTimeFormat("en-US", { timeZone: name });
      return false;
    } catch {
      return true;
    }
  });
  expect(refused).toEqual([]);
});

test("every zone of Intl is a zone", () => {
  expect(Intl.supportedValuesOf("timeZone").filter((name) => !isZone(name))).toEqual([]);
});

test.each(["UTC", "Etc/UTC", "Europe/Berlin", "Etc/GMT+5", "EST5EDT", "America/Argentina/Buenos_Aires", "US/Eastern"])(
  "%s is a zone",
  (name) => {
    expect(isZone(name)).toBe(true);
  },
);

test.each(["", "europe/berlin", "EUROPE/BERLIN", "utc", "Berlin", "+02:00", "Europe/", "Europe/Atlantis", "Factory"])(
  "%j is no zone",
  (name) => {
    expect(isZone(name)).toBe(false);
  },
);

test("nothing is near to nonsense", () => {
  expect(nearestZone("Mars/Olympus_Mons")).toBeUndefined();
});

test("Intl, slow to start, is not asked for UTC, nor to check a schedule in a known zone", () => {
  const asked = vi.spyOn(Intl, "DateTimeFormat");
  for (const zone of ["UTC", "Etc/UTC", "GMT", "Europe/Berlin"]) {
    const parsed = parseSchedule("daily at 02:00", zone);
    if (!parsed.ok) throw new Error(parsed.error.message);
    if (zone !== "Europe/Berlin") expect(nextInstant(parsed.value, 0)).toBe(7_200_000);
  }
  expect(asked).not.toHaveBeenCalled();
});

test("the names for UTC are those of zones that are UTC", () => {
  const isUtc = (name: string) => zoneSegmentAt(name, 0).start === -Infinity;
  for (const name of names.filter(isUtc)) {
    const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
    for (const year of [1900, 1950, 2000, 2030]) expect(format.format(Date.UTC(year, 6))).toMatch(/GMT(\+00:00)?$/);
  }
  expect(names.filter(isUtc)).toContain("Etc/UTC");
});

const anyZone = fc.constantFrom(...names);
const anyInstant = fc.integer({ min: Date.UTC(1945, 0), max: Date.UTC(2100, 0) });

test("segments give the offset that Intl gives, and follow one another", () => {
  fc.assert(
    fc.property(anyZone, anyInstant, (zone, at) => {
      const segment = zoneSegmentAt(zone, at);
      expect(segment.start).toBeLessThanOrEqual(at);
      expect(segment.end).toBeGreaterThan(at);
      expect(offsetOf(zone, at)).toBe(segment.offsetMs);
      if (segment.end === Infinity) return;
      expect(zoneSegmentAt(zone, segment.end).start).toBe(segment.end);
      expect(zoneSegmentAt(zone, segment.start - 1).end).toBe(segment.start);
    }),
    { numRuns: 1500 },
  );
});

test("a clock that has shown a time has reached it, and had not a millisecond before", () => {
  fc.assert(
    fc.property(anyZone, anyInstant, (zone, wall) => {
      const at = instantOfWall(zone, wall);
      expect(latestWallUntil(zone, at)).toBeGreaterThanOrEqual(wall);
      expect(latestWallUntil(zone, at - 1)).toBeLessThan(wall);
    }),
    { numRuns: 1500 },
  );
});

function offsetOf(zone: string, at: number): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const [month, day, year, hour, minute, second] = format.format(at).match(/\d+/g)!.map(Number);
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) - Math.floor(at / 1000) * 1000;
}
