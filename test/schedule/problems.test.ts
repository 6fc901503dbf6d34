import { expect, test } from "vitest";
import { parseSchedule } from "../../src/schedule/index.ts";

/** Message and hint: a part of them is enough. */
type Row = readonly [written: unknown, code: string, path: readonly string[], message: string, hint: string];

const rows: readonly Row[] = [
  // no form at all
  ["", "unknown-schedule", [], '"" is not a schedule', "such as `0 2 * * 1-5`"],
  ["sometimes", "unknown-schedule", [], '"sometimes" is not a schedule', "such as"],
  ["boot", "unknown-schedule", [], '"boot" is an event', "`on`"],
  ["login", "unknown-schedule", [], '"login" is an event', "`on`"],
  ["condition:disk_usage:/var:90", "unknown-schedule", [], "is an event", "`on`"],
  ["dialy at 03:00", "unknown-schedule", [], "is not a schedule", 'did you mean "daily"?'],
  ["yearly", "unknown-schedule", [], "is not a schedule", "`@yearly`"],
  ["03:00", "unknown-schedule", [], "is not a schedule", "`daily at 03:00`"],
  ["3:00", "unknown-schedule", [], "is not a schedule", "`daily at 03:00`"],
  ["6h", "unknown-schedule", [], "is not a schedule", "`every 6h`"],
  ["2026-12-01T03:00", "unknown-schedule", [], "is not a schedule", "`at 2026-12-01T03:00`"],
  [300, "wrong-type", [], "text or a table", '"every 300m"'],
  [true, "wrong-type", [], "text or a table", "daily at 02:00"],
  [["daily"], "wrong-type", [], "text or a table", "daily at 02:00"],
  [undefined, "wrong-type", [], "text or a table", "daily at 02:00"],

  // cron
  ["0 2 * *", "bad-cron", [], "has 4 fields", "five fields"],
  ["5", "bad-cron", [], "has one field", "five fields"],
  ["0 0 2 * * * 2027", "bad-cron", [], "seven fields", "leave out the year"],
  ["75 * * * *", "bad-cron", [], "minute: 75 is out of range", "minute goes 0–59"],
  ["0 25 * * *", "bad-cron", [], "hour: 25 is out of range", "hour goes 0–23"],
  ["0 0 0 * *", "bad-cron", [], "day of month: 0 is out of range", "1–31"],
  ["0 0 * 13 *", "bad-cron", [], "month: 13 is out of range", "1–12 or a name, jan–dec"],
  ["0 0 * * 8", "bad-cron", [], "day of week: 8 is out of range", "0–7 or a name, sun–sat"],
  ["61 0 0 * * *", "bad-cron", [], "second: 61 is out of range", "0–59"],
  ["0 22-2 * * *", "bad-cron", [], '"22-2" runs backwards', "`22-23,0-2`"],
  ["0 0 * * sat-mon", "bad-cron", [], '"sat-mon" runs backwards', "`6,0-1`"],
  ["5/15 * * * *", "bad-cron", [], '"5/15" has a step but no end', "`5-59/15`"],
  ["/5 * * * *", "bad-cron", [], "lacks what is stepped through", "`*/5`"],
  ["*/0 * * * *", "bad-cron", [], "a step of 0", "1 or more"],
  ["*/90 * * * *", "bad-cron", [], "a step of 90 is longer", "0–59"],
  ["*/x * * * *", "bad-cron", [], 'the step "x" is not a number', "`*/5`"],
  ["1,,2 * * * *", "bad-cron", [], "missing next to a comma", "take the comma out"],
  ["0 0 * * monday", "bad-cron", [], '"monday" is not known', 'did you mean "mon"?'],
  ["0 0 * jnu *", "bad-cron", [], '"jnu" is not known', 'did you mean "jun"?'],
  ["0 noon * * *", "bad-cron", [], '"noon" is not known here', "0–23"],
  ["0 0 * * 5#6", "bad-cron", [], "is not a cron pattern", "crontab(5)"],
  ["@dayly", "bad-cron", [], "not a known nickname", 'did you mean "@daily"?'],
  ["conditon:cpu_usage:90", "unknown-schedule", [], "is not a schedule", 'did you mean "condition"?'],
  ["@reboot", "bad-cron", [], "is an event", "`boot`"],
  [{ cron: 5 }, "wrong-type", ["cron"], "a cron pattern is text", "0 2 * * 1-5"],
  [{ cron: "0 25 * * *" }, "bad-cron", ["cron"], "25 is out of range", "0–23"],
  [{ cron: "0 2 * * *", timezone: "UTC" }, "unknown-key", ["timezone"], '"timezone" is not a key', "known here: cron"],

  // never
  ["0 0 31 2 *", "never-fires", [], "no such day exists", "`L`"],
  ["0 0 30 feb *", "never-fires", [], "no such day exists", "`L`"],
  ["0 0 31 4,6,9,11 *", "never-fires", [], "no such day exists", "`L`"],
  ["0 0 31W 4 *", "never-fires", [], "no such day exists", "`L`"],

  // words
  ["daily at 25:00", "bad-time", [], '"25:00" is not a time of day', "00:00 to 23:59"],
  ["daily at 24:00", "bad-time", [], '"24:00" is not a time of day', "`00:00`"],
  ["daily at 12:60", "bad-time", [], '"12:60" is not a time of day', "00:00 to 23:59"],
  ["daily at 3", "bad-time", [], '"3" is not a time of day', "`03:00`"],
  ["daily at 3:05", "bad-time", [], '"3:05" is not a time of day', "`03:05`"],
  ["daily at 3pm", "bad-time", [], '"3pm" is not a time of day', "`15:00`"],
  ["daily at 12 am", "bad-time", [], "is not a time of day", "`00:00`"],
  ["daily at 13pm", "bad-time", [], "is not a time of day", "00:00 to 23:59"],
  ["daily at noon", "bad-time", [], "is not a time of day", "`12:00`"],
  ["daily at midnight", "bad-time", [], "is not a time of day", "`00:00`"],
  ["daily:2", "bad-time", [], "is not a time of day", "`02:00`"],
  ["daily 02:00", "unknown-schedule", [], '"02:00" after "daily"', "`daily at 02:00`"],
  ["daily soon", "unknown-schedule", [], '"soon" after "daily"', "`daily at 02:00`"],
  ["weekdays 9", "unknown-schedule", [], '"9" after "weekdays"', "`weekdays at 02:00`"],
  ["every munday at 09:15", "unknown-schedule", [], '"every munday" is not understood', '"every monday"'],
  ["every monday and thursday at 09:15", "bad-day", [], "more than one day", "a list of schedules"],
  ["every mon,thu at 09:15", "bad-day", [], "more than one day", "a list of schedules"],
  ["every 300", "bad-duration", [], "is not a length of time", "`300m`"],
  ["every 0 minutes", "bad-duration", [], "every 0 is not possible", "`1s`"],
  ["every 500ms", "bad-duration", [], "too often", "`1s`"],
  ["every 1h 30m", "bad-duration", [], "is not a length of time", "`1h30m`"],
  ["every 2 months", "bad-duration", [], "is not a length of time", "`monthly on 1 at 03:00`"],
  ["every", "bad-duration", [], "is not a length of time", "`6 hours`"],
  ["every 6 hours at 02:00", "unknown-schedule", [], '"at 02:00" after "every 6 hours"', "anchor"],
  ["every 6h from finish", "unknown-schedule", [], '"from finish" after "every 6h"', 'from = "finish"'],
  ["hourly at 15", "unknown-schedule", [], '"at 15" after "hourly"', "`15 * * * *`"],
  ["weekly at 03:00", "unknown-schedule", [], '"at 03:00" after "weekly"', "`weekly on sunday at 03:00`"],
  ["weekly on sonday at 03:00", "bad-day", [], '"sonday" is not a day of the week', 'did you mean "monday"?'],
  ["weekly on 1 at 03:00", "bad-day", [], '"1" is not a day of the week', "one of sunday"],
  ["weekly on sunday at 3", "bad-time", [], '"3" is not a time of day', "`03:00`"],
  ["weekly on sunday 03:00", "unknown-schedule", [], '"03:00" after', "`weekly on sunday at 03:00`"],
  ["weekly on mon,tue at 03:00", "bad-day", [], "is not a day of the week", "a list of schedules"],
  ["monthly at 03:00", "unknown-schedule", [], '"at 03:00" after "monthly"', "`monthly on 15 at 06:00`"],
  ["monthly on 32 at 03:00", "bad-day", [], '"32" is not a day of the month', "1 to 31"],
  ["monthly on 15th at 03:00", "bad-day", [], '"15th" is not a day of the month', "`15`"],
  ["monthly on last friday at 03:00", "bad-day", [], "is not a day of the month", "`0 6 * * 5L`"],
  ["monthly on -1", "bad-day", [], "is not a day of the month", "`last`"],
  ["interval 6h", "unknown-schedule", [], '"interval 6h" is not understood', "`interval:6h`"],
  ["interval:often", "bad-duration", [], '"often" is not a length of time', "`90s`"],

  // once
  ["at 03:00", "bad-date", [], "lacks the day", "`daily at 03:00`"],
  ["at 2026-12-01", "bad-date", [], "is not a date with time", "`2026-12-01T03:00`"],
  ["at 2026-02-30T03:00", "bad-date", [], "2026-02-30 does not exist", "check month and day"],
  ["at 2026-12-01T25:00", "bad-date", [], "is not a date with time", "00:00 to 23:59"],
  ["at christmas", "bad-date", [], '"christmas" is not a date with time', "`2026-12-01T03:00`"],

  // tables
  [{}, "missing-key", [], "the schedule is empty", "cron, daily"],
  [{ dayly: "02:00" }, "unknown-key", ["dayly"], '"dayly" is not a key', 'did you mean "daily"?'],
  [{ at: "2026-12-01T03:00" }, "unknown-key", ["at"], '"at" is not a key', "one of cron"],
  [{ daily: "2" }, "bad-time", ["daily"], "is not a time of day", "`02:00`"],
  [{ daily: 2 }, "wrong-type", ["daily"], "a time of day is text", "in quotes"],
  [{ daily: "02:00", weekly: {} }, "unknown-key", ["weekly"], '"weekly" is not a key', "known here: daily"],
  [{ weekly: "sunday" }, "wrong-type", ["weekly"], "weekly is a table", 'day = "sunday"'],
  [{ weekly: { day: "sunday" } }, "missing-key", ["weekly"], '"at" is missing', "day, at"],
  [{ weekly: { day: 7, at: "03:00" } }, "wrong-type", ["weekly", "day"], "is text", '"sunday"'],
  [{ weekly: { day: "sunday", at: "3" } }, "bad-time", ["weekly", "at"], "time of day", "`03:00`"],
  [{ weekly: { day: "sunday", hour: 3 } }, "unknown-key", ["weekly", "hour"], "not a key", "day, at"],
  [{ monthly: 1 }, "wrong-type", ["monthly"], "monthly is a table", "day = 1"],
  [{ monthly: { day: 0, at: "03:00" } }, "bad-day", ["monthly", "day"], '"0" is not a day', "1 to 31"],
  [{ monthly: { day: 1.5, at: "03:00" } }, "bad-day", ["monthly", "day"], '"1.5" is not a day', "1 to 31"],
  [{ monthly: { day: [], at: "03:00" } }, "wrong-type", ["monthly", "day"], "a number or text", "1 to 31"],
  [{ monthly: { day: 1, at: "25:00" } }, "bad-time", ["monthly", "at"], "time of day", "23:59"],
  [{ every: 6 }, "wrong-type", ["every"], "6 lacks its unit", '"6s"'],
  [{ every: true }, "wrong-type", ["every"], "a length of time is text", '"6h"'],
  [{ every: "0s" }, "bad-duration", ["every"], "every 0", "`1s`"],
  [{ every: "6h", anchor: "2026-01-01" }, "bad-date", ["anchor"], "is not a date with time", "T03:00"],
  [{ every: "6h", anchor: 5 }, "wrong-type", ["anchor"], "a date with time is text", "in quotes"],
  [{ every: "6h", ancor: "x" }, "unknown-key", ["ancor"], "not a key", 'did you mean "anchor"?'],
  [{ every: "6h", from: "start" }, "unknown-schedule", ["from"], '"start" is not known', '"finish"'],
  [{ every: "6h", from: "finish", anchor: "2026-01-01T00:00Z" }, "unknown-key", ["anchor"], "no anchor", "take one"],
  [{ every: "1ms", from: "finish" }, "bad-duration", ["every"], "too often", "`1s`"],
];

test.each(rows)("%j: %s at %j", (written, code, path, message, hint) => {
  const parsed = parseSchedule(written, "Europe/Berlin");
  expect(parsed).toMatchObject({
    ok: false,
    error: { code, path, message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
  });
});

const zones: readonly (readonly [zone: string, hint: string])[] = [
  ["europe/berlin", 'did you mean "Europe/Berlin"?'],
  ["Europe/Berln", 'did you mean "Europe/Berlin"?'],
  ["Eruope/Berlin", 'did you mean "Europe/Berlin"?'],
  ["Berlin", 'did you mean "Europe/Berlin"?'],
  ["Berln", 'did you mean "Europe/Berlin"?'],
  ["America/New York", 'did you mean "America/New_York"?'],
  ["utc", 'did you mean "UTC"?'],
  ["Mars/Olympus_Mons", "a name of the tz database"],
  ["+02:00", "a name of the tz database"],
  ["", "a name of the tz database"],
];

test.each(zones)("%j is not a zone", (zone, hint) => {
  expect(parseSchedule("daily", zone)).toMatchObject({
    ok: false,
    error: {
      code: "unknown-zone",
      path: [],
      message: `${JSON.stringify(zone)} is not a time zone`,
      hint: expect.stringContaining(hint),
    },
  });
});

const long = "x".repeat(100_000);

test.each([long, `daily ${long}`, `every ${long}`, `weekly on ${long}`, `at ${long}`, `0 ${long} * * *`, `@${long}`])(
  "a very long text is not repeated in full (row %#)",
  (written) => {
    const parsed = parseSchedule(written, "UTC");
    if (parsed.ok) throw new Error("accepted");
    expect(parsed.error.message.length).toBeLessThan(300);
    expect(parsed.error.hint?.length).toBeLessThan(300);
  },
);
