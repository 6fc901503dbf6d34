import { expect, test } from "vitest";
import { parseInstant, renderInstant } from "../../src/model/instant.ts";
import { nextInstant, parseSchedule } from "../../src/schedule/index.ts";
import { instantsAfter } from "./instants-after.ts";

interface Row {
  readonly name: string;
  readonly schedule: string;
  readonly zone: string;
  readonly from: string;
  readonly next: readonly string[];
}

const rows: readonly Row[] = [
  {
    name: "fixed, in a gap: the moment after it",
    schedule: "daily at 02:30",
    zone: "Europe/Berlin",
    from: "2026-03-28T00:00Z",
    next: ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"],
  },
  {
    name: "fixed, many in a gap: together, once",
    schedule: "*/20 2,3 * * *",
    zone: "Europe/Berlin",
    from: "2026-03-29T00:00Z",
    next: ["2026-03-29T01:00:00Z", "2026-03-29T01:20:00Z", "2026-03-29T01:40:00Z", "2026-03-30T00:00:00Z"],
  },
  {
    name: "fixed, twice: the first",
    schedule: "daily at 02:30",
    zone: "Europe/Berlin",
    from: "2026-10-24T12:00Z",
    next: ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
  },
  {
    name: "fixed, asked from within the second time round",
    schedule: "*/20 2,3 * * *",
    zone: "Europe/Berlin",
    from: "2026-10-25T01:10Z",
    next: ["2026-10-25T02:00:00Z", "2026-10-25T02:20:00Z"],
  },
  {
    name: "elapsed: what does not exist is left out",
    schedule: "30 */2 * * *",
    zone: "Europe/Berlin",
    from: "2026-03-28T23:00Z",
    next: ["2026-03-28T23:30:00Z", "2026-03-29T02:30:00Z", "2026-03-29T04:30:00Z"],
  },
  {
    name: "elapsed: both times round",
    schedule: "30 * * * *",
    zone: "Europe/Berlin",
    from: "2026-10-25T00:00Z",
    next: ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"],
  },
  {
    name: "elapsed, a step in the hours: both times round",
    schedule: "30 0-4/2 * * *",
    zone: "Europe/Berlin",
    from: "2026-10-24T22:00Z",
    next: ["2026-10-24T22:30:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T03:30:00Z"],
  },
  {
    name: "elapsed, once a year: the second time round is not overlooked",
    schedule: "30 2-2/1 25 10 *",
    zone: "Europe/Berlin",
    from: "2026-10-25T00:45Z",
    next: ["2026-10-25T01:30:00Z", "2027-10-25T00:30:00Z"],
  },
  {
    name: "a range of hours is fixed",
    schedule: "0 0-23 * * *",
    zone: "Europe/Berlin",
    from: "2026-10-24T23:30Z",
    next: ["2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z"],
  },
  {
    name: "anchored: keeps its length",
    schedule: "every 90 minutes",
    zone: "Europe/Berlin",
    from: "2026-03-29T00:00Z",
    next: ["2026-03-29T01:30:00Z", "2026-03-29T03:00:00Z", "2026-03-29T04:30:00Z"],
  },
  {
    name: "Lord Howe, half an hour forward: fixed",
    schedule: "daily at 02:15",
    zone: "Australia/Lord_Howe",
    from: "2026-10-03T00:00Z",
    next: ["2026-10-03T15:30:00Z", "2026-10-04T15:15:00Z"],
  },
  {
    name: "Lord Howe, half an hour forward: elapsed",
    schedule: "0,30 * * * *",
    zone: "Australia/Lord_Howe",
    from: "2026-10-03T14:59Z",
    next: ["2026-10-03T15:00:00Z", "2026-10-03T15:30:00Z", "2026-10-03T16:00:00Z"],
  },
  {
    name: "Lord Howe, half an hour back: elapsed",
    schedule: "45 * * * *",
    zone: "Australia/Lord_Howe",
    from: "2026-04-04T14:00Z",
    next: ["2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z", "2026-04-04T16:15:00Z"],
  },
  {
    name: "Troll, two hours forward",
    schedule: "*/30 1,2 * * *",
    zone: "Antarctica/Troll",
    from: "2026-03-29T00:00Z",
    next: ["2026-03-29T01:00:00Z", "2026-03-29T23:00:00Z"],
  },
  {
    name: "Troll, two hours back",
    schedule: "0 1,2,3 * * *",
    zone: "Antarctica/Troll",
    from: "2026-10-24T22:30Z",
    next: ["2026-10-24T23:00:00Z", "2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z"],
  },
  {
    name: "Nuuk, a gap up to midnight: the next day's first moment, and that day's own time",
    schedule: "daily at 22:30",
    zone: "America/Nuuk",
    from: "2024-03-29T12:00Z",
    next: ["2024-03-30T00:30:00Z", "2024-03-31T00:30:00Z", "2024-03-31T23:30:00Z"],
  },
  {
    name: "Nuuk, the skipped hour itself",
    schedule: "daily at 23:30",
    zone: "America/Nuuk",
    from: "2024-03-30T12:00Z",
    next: ["2024-03-31T01:00:00Z", "2024-04-01T00:30:00Z"],
  },
  {
    name: "Sao Paulo, no midnight",
    schedule: "daily",
    zone: "America/Sao_Paulo",
    from: "2018-11-03T12:00Z",
    next: ["2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"],
  },
  {
    name: "Sao Paulo, midnight comes once though 23:00 comes twice",
    schedule: "0 0,23 * * *",
    zone: "America/Sao_Paulo",
    from: "2019-02-16T12:00Z",
    next: ["2019-02-17T01:00:00Z", "2019-02-17T03:00:00Z", "2019-02-18T02:00:00Z"],
  },
  {
    name: "Cairo, no midnight",
    schedule: "daily at 00:30",
    zone: "Africa/Cairo",
    from: "2026-04-23T12:00Z",
    next: ["2026-04-23T22:00:00Z", "2026-04-24T21:30:00Z"],
  },
  {
    name: "Beirut, no midnight",
    schedule: "0 0 * * *",
    zone: "Asia/Beirut",
    from: "2026-03-28T12:00Z",
    next: ["2026-03-28T22:00:00Z", "2026-03-29T21:00:00Z"],
  },
  {
    name: "Asuncion, no midnight, a weekday and a day of the month restricted",
    schedule: "0 0 6 10 0",
    zone: "America/Asuncion",
    from: "2023-09-30T00:00Z",
    next: ["2023-10-01T04:00:00Z", "2023-10-06T03:00:00Z", "2023-10-08T03:00:00Z"],
  },
  {
    name: "Casablanca, an hour back for Ramadan",
    schedule: "daily at 02:30",
    zone: "Africa/Casablanca",
    from: "2026-02-14T12:00Z",
    next: ["2026-02-15T01:30:00Z", "2026-02-16T02:30:00Z"],
  },
  {
    name: "El Aaiun, forward after Ramadan",
    schedule: "daily at 02:30",
    zone: "Africa/El_Aaiun",
    from: "2026-03-21T12:00Z",
    next: ["2026-03-22T02:00:00Z", "2026-03-23T01:30:00Z"],
  },
  {
    name: "Apia, where December 30, 2011 was no day: its time is the moment after it",
    schedule: "daily at 12:00",
    zone: "Pacific/Apia",
    from: "2011-12-29T00:00Z",
    next: ["2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"],
  },
  {
    name: "Apia, elapsed",
    schedule: "0 */12 * * *",
    zone: "Pacific/Apia",
    from: "2011-12-29T12:00Z",
    next: ["2011-12-29T22:00:00Z", "2011-12-30T10:00:00Z", "2011-12-30T22:00:00Z"],
  },
  {
    name: "Kwajalein, a day skipped in 1993",
    schedule: "0 0 * * *",
    zone: "Pacific/Kwajalein",
    from: "1993-08-20T00:00Z",
    next: ["1993-08-20T12:00:00Z", "1993-08-21T12:00:00Z", "1993-08-22T12:00:00Z"],
  },
  {
    name: "leap days, centuries included",
    schedule: "0 0 29 2 *",
    zone: "America/New_York",
    from: "2096-01-01T00:00Z",
    next: ["2096-02-29T05:00:00Z", "2104-02-29T05:00:00Z"],
  },
  {
    name: "a leap day that is a Sunday",
    schedule: "0 0 29 2 +0",
    zone: "UTC",
    from: "2000-01-01T00:00Z",
    next: ["2004-02-29T00:00:00Z", "2032-02-29T00:00:00Z"],
  },
  {
    name: "seconds, and an instant between two of them",
    schedule: "*/20 0 12 * * *",
    zone: "Asia/Kolkata",
    from: "2026-05-01T06:30:00.500Z",
    next: ["2026-05-01T06:30:20Z", "2026-05-01T06:30:40Z", "2026-05-02T06:30:00Z"],
  },
  {
    name: "an offset with seconds, and a gap of 44 minutes and a half",
    schedule: "daily",
    zone: "Africa/Monrovia",
    from: "1972-01-06T00:00Z",
    next: ["1972-01-06T00:44:30Z", "1972-01-07T00:44:30Z", "1972-01-08T00:00:00Z"],
  },
];

test.each(rows)("$name", ({ schedule, zone, from, next }) => {
  const instants = instantsAfter({ schedule, zone, from: parseInstant(from)!, count: next.length });
  expect(instants.map(renderInstant)).toEqual(next);
});

test("strictly after: asked from a due instant, the next one comes", () => {
  const [first] = instantsAfter({ schedule: "daily", zone: "UTC", from: 0, count: 1 });
  expect(first).toBe(86_400_000);
});

test("before its anchor, an interval has not begun", () => {
  const schedule = { every: "6h", anchor: "2026-06-01T03:00Z" };
  const instants = instantsAfter({ schedule, zone: "UTC", from: parseInstant("2026-01-01T00:00Z")!, count: 2 });
  expect(instants.map(renderInstant)).toEqual(["2026-06-01T03:00:00Z", "2026-06-01T09:00:00Z"]);
});

test("once is once", () => {
  const instants = instantsAfter({ schedule: "at 2026-06-01T03:00", zone: "UTC", from: 0 });
  expect(instants.map(renderInstant)).toEqual(["2026-06-01T03:00:00Z"]);
});

test("counted from the last end: no instant is known here", () => {
  expect(instantsAfter({ schedule: { every: "6h", from: "finish" }, zone: "UTC", from: 0 })).toEqual([]);
});

test("a time that its zone skips each year, and that follows elapsed time, ends the search", () => {
  // Chile's clocks go from 24:00 to 01:00 on the Sunday after the first Saturday of September.
  expect(instantsAfter({ schedule: "0 0-0/1 2-8 9 +0", zone: "America/Santiago", from: Date.UTC(2026, 0) })).toEqual(
    [],
  );
});

test.each([NaN, Infinity, -Infinity, 8.64e15])("nothing is due after %d", (after) => {
  const parsed = parseSchedule("daily", "Europe/Berlin");
  expect(parsed.ok && nextInstant(parsed.value, after)).toBeUndefined();
});
