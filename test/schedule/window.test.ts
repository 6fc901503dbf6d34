import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseInstant, renderInstant } from "../../src/model/instant.ts";
import type { Instant } from "../../src/model/instant.ts";
import type { Window } from "../../src/model/window.ts";
import { closesAt, isAllowed, isWithin, nextAllowed, nextBoundary, nextDenied } from "../../src/schedule/index.ts";
import type { WindowSketch } from "./make-window.ts";
import { makeWindow } from "./make-window.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

function at(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === undefined) throw new Error(`no instant: ${text}`);
  return instant;
}

describe("when it is open", () => {
  interface Row {
    readonly name: string;
    readonly window: WindowSketch;
    readonly from: string;
    readonly to: string;
    /** All stretches in which it is open, cut at `from` and `to`. */
    readonly open: readonly string[];
  }
  const rows: readonly Row[] = [
    {
      name: "start included, end excluded",
      window: { hours: "02:00-04:00" },
      from: "2026-11-20T00:00Z",
      to: "2026-11-21T00:00Z",
      open: ["2026-11-20T02:00:00Z/2026-11-20T04:00:00Z"],
    },
    {
      name: "over midnight: opens on the days named, closes on the next",
      window: { hours: "22:00-05:00", days: [5] },
      from: "2026-11-19T00:00Z",
      to: "2026-11-23T00:00Z",
      open: ["2026-11-20T22:00:00Z/2026-11-21T05:00:00Z"],
    },
    {
      name: "over midnight from the week's last day into its first",
      window: { hours: "22:00-05:00", days: [3] },
      from: "2026-11-18T00:00Z",
      to: "2026-11-20T00:00Z",
      open: ["2026-11-18T22:00:00Z/2026-11-19T05:00:00Z"],
    },
    {
      name: "up to midnight",
      window: { hours: "22:00-00:00" },
      from: "2026-11-20T12:00Z",
      to: "2026-11-21T12:00Z",
      open: ["2026-11-20T22:00:00Z/2026-11-21T00:00:00Z"],
    },
    {
      name: "up to 24:00 is up to midnight",
      window: { hours: "22:00-24:00" },
      from: "2026-11-20T12:00Z",
      to: "2026-11-21T12:00Z",
      open: ["2026-11-20T22:00:00Z/2026-11-21T00:00:00Z"],
    },
    {
      name: "a whole day long from a time on",
      window: { hours: "06:00-06:00", days: [6] },
      from: "2026-11-20T00:00Z",
      to: "2026-11-23T00:00Z",
      open: ["2026-11-21T06:00:00Z/2026-11-22T06:00:00Z"],
    },
    {
      name: "several hours, those that touch are one",
      window: { hours: "01:00-02:00 02:00-03:00 05:00-06:00" },
      from: "2026-11-20T00:00Z",
      to: "2026-11-20T12:00Z",
      open: ["2026-11-20T01:00:00Z/2026-11-20T03:00:00Z", "2026-11-20T05:00:00Z/2026-11-20T06:00:00Z"],
    },
    {
      name: "whole days that follow on each other are one",
      window: { days: [6, 0, 1] },
      from: "2026-11-20T00:00Z",
      to: "2026-11-27T00:00Z",
      open: ["2026-11-21T00:00:00Z/2026-11-24T00:00:00Z"],
    },
    {
      name: "days and hours",
      window: { hours: "09:00-17:00", days: [1, 2, 3, 4, 5] },
      from: "2026-11-20T12:00Z",
      to: "2026-11-23T12:00Z",
      open: ["2026-11-20T12:00:00Z/2026-11-20T17:00:00Z", "2026-11-23T09:00:00Z/2026-11-23T12:00:00Z"],
    },
    {
      name: "days of the calendar",
      window: { dates: ["2026-12-24", "2026-12-25", "2027-01-01"] },
      from: "2026-12-20T00:00Z",
      to: "2027-02-01T00:00Z",
      open: ["2026-12-24T00:00:00Z/2026-12-26T00:00:00Z", "2027-01-01T00:00:00Z/2027-01-02T00:00:00Z"],
    },
    {
      name: "days of the calendar by the clock of a zone",
      window: { dates: ["2026-12-24"], zone: "Asia/Tokyo" },
      from: "2026-12-20T00:00Z",
      to: "2027-01-01T00:00Z",
      open: ["2026-12-23T15:00:00Z/2026-12-24T15:00:00Z"],
    },
    {
      name: "hours of a day of the calendar, over midnight",
      window: { hours: "22:00-05:00", dates: ["2026-12-31"] },
      from: "2026-12-30T00:00Z",
      to: "2027-01-03T00:00Z",
      open: ["2026-12-31T22:00:00Z/2027-01-01T05:00:00Z"],
    },
    {
      name: "days of the calendar that are certain days of the week",
      window: { dates: ["2026-12-25", "2026-12-26"], days: [5] },
      from: "2026-12-20T00:00Z",
      to: "2027-01-01T00:00Z",
      open: ["2026-12-25T00:00:00Z/2026-12-26T00:00:00Z"],
    },
    {
      name: "no day at all",
      window: { days: [] },
      from: "2026-11-20T00:00Z",
      to: "2026-12-20T00:00Z",
      open: [],
    },
    {
      name: "before 1970",
      window: { hours: "22:00-05:00", days: [5] },
      from: "1969-12-26T00:00Z",
      to: "1969-12-29T00:00Z",
      open: ["1969-12-26T22:00:00Z/1969-12-27T05:00:00Z"],
    },
    {
      name: "Berlin, a start in the gap: from the moment after it",
      window: { hours: "02:30-04:00", zone: "Europe/Berlin" },
      from: "2026-03-28T12:00Z",
      to: "2026-03-29T12:00Z",
      open: ["2026-03-29T01:00:00Z/2026-03-29T02:00:00Z"],
    },
    {
      name: "Berlin, an end in the gap: up to the moment before it",
      window: { hours: "01:00-02:30", zone: "Europe/Berlin" },
      from: "2026-03-28T12:00Z",
      to: "2026-03-29T12:00Z",
      open: ["2026-03-29T00:00:00Z/2026-03-29T01:00:00Z"],
    },
    {
      name: "Berlin, all of it in the gap: not there that day",
      window: { hours: "02:00-03:00", zone: "Europe/Berlin" },
      from: "2026-03-28T12:00Z",
      to: "2026-03-30T12:00Z",
      open: ["2026-03-30T00:00:00Z/2026-03-30T01:00:00Z"],
    },
    {
      name: "Berlin, an hour that comes twice: open twice, in one",
      window: { hours: "02:00-03:00", zone: "Europe/Berlin" },
      from: "2026-10-24T12:00Z",
      to: "2026-10-25T12:00Z",
      open: ["2026-10-25T00:00:00Z/2026-10-25T02:00:00Z"],
    },
    {
      name: "Berlin, half of an hour that comes twice: open twice, with a pause",
      window: { hours: "01:30-02:30", zone: "Europe/Berlin" },
      from: "2026-10-24T12:00Z",
      to: "2026-10-25T12:00Z",
      open: ["2026-10-24T23:30:00Z/2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z/2026-10-25T01:30:00Z"],
    },
    {
      name: "New York, a start in the gap",
      window: { hours: "02:15-05:00", zone: "America/New_York" },
      from: "2026-03-08T00:00Z",
      to: "2026-03-08T18:00Z",
      open: ["2026-03-08T07:00:00Z/2026-03-08T09:00:00Z"],
    },
    {
      name: "New York, the hour that comes twice",
      window: { hours: "01:00-01:30", zone: "America/New_York" },
      from: "2026-11-01T00:00Z",
      to: "2026-11-01T18:00Z",
      open: ["2026-11-01T05:00:00Z/2026-11-01T05:30:00Z", "2026-11-01T06:00:00Z/2026-11-01T06:30:00Z"],
    },
    {
      name: "New York, over the change: an hour less",
      window: { hours: "22:00-06:00", zone: "America/New_York" },
      from: "2026-03-07T18:00Z",
      to: "2026-03-08T18:00Z",
      open: ["2026-03-08T03:00:00Z/2026-03-08T10:00:00Z"],
    },
    {
      name: "Lord Howe, half an hour forward: a start in the gap",
      window: { hours: "02:15-03:00", zone: "Australia/Lord_Howe" },
      from: "2026-10-03T00:00Z",
      to: "2026-10-04T00:00Z",
      open: ["2026-10-03T15:30:00Z/2026-10-03T16:00:00Z"],
    },
    {
      name: "Lord Howe, half an hour back: twice",
      window: { hours: "01:45-01:50", zone: "Australia/Lord_Howe" },
      from: "2026-04-04T00:00Z",
      to: "2026-04-05T00:00Z",
      open: ["2026-04-04T14:45:00Z/2026-04-04T14:50:00Z", "2026-04-04T15:15:00Z/2026-04-04T15:20:00Z"],
    },
    {
      name: "Sao Paulo, a day without midnight begins after the gap",
      window: { days: [0], zone: "America/Sao_Paulo" },
      from: "2017-10-14T00:00Z",
      to: "2017-10-17T00:00Z",
      open: ["2017-10-15T03:00:00Z/2017-10-16T02:00:00Z"],
    },
    {
      name: "Sao Paulo, from midnight, which does not exist",
      window: { hours: "00:00-02:00", zone: "America/Sao_Paulo" },
      from: "2017-10-14T12:00Z",
      to: "2017-10-15T12:00Z",
      open: ["2017-10-15T03:00:00Z/2017-10-15T04:00:00Z"],
    },
    {
      name: "Sao Paulo, the clock goes back at midnight: the day is not over",
      window: { dates: ["2018-02-17"], zone: "America/Sao_Paulo" },
      from: "2018-02-16T00:00Z",
      to: "2018-02-20T00:00Z",
      open: ["2018-02-17T02:00:00Z/2018-02-18T03:00:00Z"],
    },
    {
      name: "Beirut, over a midnight that does not exist",
      window: { hours: "22:00-01:30", days: [6], zone: "Asia/Beirut" },
      from: "2026-03-28T00:00Z",
      to: "2026-03-30T00:00Z",
      open: ["2026-03-28T20:00:00Z/2026-03-28T22:30:00Z"],
    },
    {
      name: "St. John's, back across midnight: a day of the calendar that comes again for an hour",
      window: { dates: ["2010-11-06"], zone: "America/St_Johns" },
      from: "2010-11-06T00:00Z",
      to: "2010-11-08T00:00Z",
      open: ["2010-11-06T02:30:00Z/2010-11-07T02:30:00Z", "2010-11-07T02:31:00Z/2010-11-07T03:30:00Z"],
    },
    {
      name: "Apia, a day of the calendar that was left out",
      window: { dates: ["2011-12-30"], zone: "Pacific/Apia" },
      from: "2011-12-28T00:00Z",
      to: "2012-01-02T00:00Z",
      open: [],
    },
  ];
  test.each(rows)("$name", ({ window, from, to, open }) => {
    expect(stretches(makeWindow(window), at(from), at(to))).toEqual(open);
  });

  /** Boundary by boundary. */
  function stretches(window: Window, from: Instant, to: Instant): string[] {
    const all: string[] = [];
    let start = isWithin(window, from) ? from : undefined;
    for (let time: Instant | undefined = from; time !== undefined && time < to; time = nextBoundary(window, time)) {
      if (isWithin(window, time)) {
        start ??= time;
      } else if (start !== undefined) {
        all.push(`${renderInstant(start)}/${renderInstant(time)}`);
        start = undefined;
      }
    }
    if (start !== undefined) all.push(`${renderInstant(start)}/${renderInstant(to)}`);
    return all;
  }
});

describe("when it closes", () => {
  test.each<[name: string, window: WindowSketch, from: string, closes: string | undefined]>([
    ["open", { hours: "02:00-04:00" }, "2026-11-20T02:00Z", "2026-11-20T04:00:00Z"],
    ["closed: it is already", { hours: "02:00-04:00" }, "2026-11-20T04:00Z", "2026-11-20T04:00:00Z"],
    ["the whole day, every day: never", { hours: "00:00-24:00" }, "2026-11-20T04:00Z", undefined],
    ["a day long from six, every day: never", { hours: "06:00-06:00" }, "2026-11-20T04:00Z", undefined],
    ["halves of the day: never", { hours: "00:00-12:00 12:00-24:00" }, "2026-11-20T04:00Z", undefined],
    ["nothing said: never", {}, "2026-11-20T04:00Z", undefined],
    ["the last day of a calendar", { dates: ["2026-11-20"] }, "2026-11-20T04:00Z", "2026-11-21T00:00:00Z"],
    [
      "over a clock change",
      { hours: "22:00-06:00", zone: "Europe/Berlin" },
      "2026-10-24T20:00Z",
      "2026-10-25T05:00:00Z",
    ],
  ])("%s", (_, window, from, closes) => {
    const end = closesAt(makeWindow(window), at(from));
    expect(end && renderInstant(end)).toBe(closes);
  });
});

describe("when one may start", () => {
  test.each<
    [name: string, windows: WindowSketch[], blackouts: WindowSketch[], from: string, allowed: string | undefined]
  >([
    ["nothing said: now", [], [], "2026-11-20T03:30Z", "2026-11-20T03:30:00Z"],
    ["in the window: now", [{ hours: "02:00-04:00" }], [], "2026-11-20T03:30Z", "2026-11-20T03:30:00Z"],
    ["at its start: now", [{ hours: "02:00-04:00" }], [], "2026-11-20T02:00Z", "2026-11-20T02:00:00Z"],
    ["at its end: the next", [{ hours: "02:00-04:00" }], [], "2026-11-20T04:00Z", "2026-11-21T02:00:00Z"],
    [
      "of several the first to open",
      [{ hours: "02:00-04:00" }, { hours: "22:00-23:00" }],
      [],
      "2026-11-20T05:00Z",
      "2026-11-20T22:00:00Z",
    ],
    ["a blackout: its end", [], [{ hours: "02:00-04:00" }], "2026-11-20T03:00Z", "2026-11-20T04:00:00Z"],
    [
      "a blackout in the window: its end",
      [{ hours: "02:00-06:00" }],
      [{ hours: "02:00-04:00" }],
      "2026-11-20T01:00Z",
      "2026-11-20T04:00:00Z",
    ],
    [
      "a blackout over the window's end: the next window",
      [{ hours: "02:00-04:00" }],
      [{ dates: ["2026-11-20"] }],
      "2026-11-20T03:00Z",
      "2026-11-21T02:00:00Z",
    ],
    [
      "blackouts that follow on each other: the end of all",
      [],
      [{ hours: "02:00-04:00" }, { hours: "03:00-05:00" }, { hours: "05:00-06:00" }],
      "2026-11-20T02:00Z",
      "2026-11-20T06:00:00Z",
    ],
    [
      "zones differ: each by its own clock",
      [{ hours: "02:00-04:00", zone: "Europe/Berlin" }],
      [{ hours: "10:00-11:00", zone: "Asia/Tokyo" }],
      "2026-11-20T00:00Z",
      "2026-11-20T02:00:00Z",
    ],
    ["a day far ahead", [{ dates: ["2028-02-29"] }], [], "2026-11-20T00:00Z", "2028-02-29T00:00:00Z"],
    ["a day too far ahead", [{ dates: ["2099-01-01"] }], [], "2026-11-20T00:00Z", undefined],
    ["a day that is over", [{ dates: ["2026-11-19"] }], [], "2026-11-20T00:00Z", undefined],
    [
      "a window within a blackout: never",
      [{ hours: "02:00-04:00" }],
      [{ hours: "01:00-05:00" }],
      "2026-11-20T00:00Z",
      undefined,
    ],
    ["always blacked out: never", [], [{}], "2026-11-20T00:00Z", undefined],
    ["no day at all: never", [{ days: [] }], [], "2026-11-20T00:00Z", undefined],
    [
      "only in the gap: on the next Sunday",
      [{ hours: "02:00-03:00", days: [0], zone: "Europe/Berlin" }],
      [],
      "2026-03-28T12:00Z",
      "2026-04-05T00:00:00Z",
    ],
  ])("%s", (_, windows, blackouts, from, allowed) => {
    const hold = { windows: windows.map(makeWindow), blackouts: blackouts.map(makeWindow) };
    const found = nextAllowed(hold, at(from));
    expect(found && renderInstant(found)).toBe(allowed);
  });
});

describe("any windows", () => {
  const zones = [
    ["UTC", "2026-11-20T00:00Z"],
    ["Europe/Berlin", "2026-03-29T01:00Z"],
    ["Europe/Berlin", "2026-10-25T01:00Z"],
    ["America/New_York", "2026-11-01T06:00Z"],
    ["Australia/Lord_Howe", "2026-04-04T15:00Z"],
    ["Australia/Lord_Howe", "2026-10-03T15:30Z"],
    ["America/Sao_Paulo", "2017-10-15T03:00Z"],
    ["America/Sao_Paulo", "2018-02-18T02:00Z"],
    ["Asia/Beirut", "2026-03-28T22:00Z"],
    ["America/St_Johns", "2010-11-07T02:31Z"],
    ["Asia/Kathmandu", "2026-11-20T00:00Z"],
  ] as const;
  const anyTime = fc.integer({ min: 0, max: 95 }).map((quarters) => quarters * 15);
  const anyHours = fc.record({ from: anyTime, to: anyTime });

  /** A place in time near a clock change, and windows that have to do with it. */
  const anyCase = fc.constantFrom(...zones).chain(([zone, change]) => {
    const near = at(change);
    const dates = [-1, 0, 1].map((days) => new Date(near + days * 24 * hourMs).toISOString().slice(0, 10));
    const anyWindow: fc.Arbitrary<Window> = fc.record({
      hours: fc.array(anyHours, { maxLength: 3 }),
      days: fc.option(fc.subarray([0, 1, 2, 3, 4, 5, 6]), { nil: undefined }),
      dates: fc.option(fc.subarray(dates), { nil: undefined, freq: 1 }),
      zone: fc.constantFrom(zone, zone, "Asia/Tokyo"),
      text: fc.constant("any"),
    });
    return fc.record({
      windows: fc.array(anyWindow, { maxLength: 2 }),
      blackouts: fc.array(anyWindow, { maxLength: 2 }),
      from: fc.integer({ min: -36 * 60, max: 12 * 60 }).map((minutes) => near + minutes * minuteMs),
    });
  });

  test("are open when the clock on the wall says so, as Intl shows it", () => {
    fc.assert(
      fc.property(anyCase, ({ windows, from }) => {
        for (const window of windows) {
          for (let time = from; time < from + 36 * hourMs; time += 15 * minuteMs)
            expect(isWithin(window, time)).toBe(isOpenByIntl(window, time));
        }
      }),
      { numRuns: 60 },
    );
  });

  test("the next allowed instant is allowed, and none before it is", () => {
    fc.assert(
      fc.property(anyCase, (hold) => {
        const found = nextAllowed(hold, hold.from);
        const until = Math.min(found ?? Infinity, hold.from + 72 * hourMs);
        for (let time = hold.from; time < until; time += minuteMs) expect(isAllowed(hold, time)).toBe(false);
        if (found !== undefined) {
          expect(isAllowed(hold, found)).toBe(true);
          expect(found === hold.from || !isAllowed(hold, found - 1)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("up to the next denied instant all are allowed", () => {
    fc.assert(
      fc.property(anyCase, (hold) => {
        const from = nextAllowed(hold, hold.from);
        fc.pre(from !== undefined);
        const found = nextDenied(hold, from!);
        const until = Math.min(found ?? Infinity, from! + 72 * hourMs);
        for (let time = from!; time < until; time += minuteMs) expect(isAllowed(hold, time)).toBe(true);
        if (found !== undefined) expect(isAllowed(hold, found)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test("boundaries lead ahead, and nothing changes between them", () => {
    fc.assert(
      fc.property(anyCase, ({ windows, from }) => {
        for (const window of windows) {
          const next = nextBoundary(window, from) ?? Infinity;
          expect(next).toBeGreaterThan(from);
          for (let time = from; time < Math.min(next, from + 72 * hourMs); time += minuteMs)
            expect(isWithin(window, time)).toBe(isWithin(window, from));
        }
      }),
      { numRuns: 50 },
    );
  });

  const formats = new Map<string, Intl.DateTimeFormat>();

  function isOpenByIntl({ hours, days, dates, zone }: Window, time: Instant): boolean {
    let format = formats.get(zone);
    if (!format) formats.set(zone, (format = new Intl.DateTimeFormat("sv", { ...fields, timeZone: zone })));
    const [date = "", clock = ""] = format.format(time).split(" ");
    const minute = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
    const begins = (day: string): boolean =>
      (days?.includes(new Date(`${day}T00:00Z`).getUTCDay()) ?? true) && (dates?.includes(day) ?? true);
    const before = new Date(Date.parse(`${date}T00:00Z`) - 24 * hourMs).toISOString().slice(0, 10);
    if (hours.length === 0) return begins(date);
    return hours.some(({ from, to }) => {
      if (to > from) return begins(date) && from <= minute && minute < to;
      return (begins(date) && minute >= from) || (begins(before) && minute < to);
    });
  }
  const fields = { dateStyle: "short", timeStyle: "short" } as const;
});
