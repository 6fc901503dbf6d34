import { expect, test } from "vitest";
import { parseSchedule } from "../../src/schedule/index.ts";

const zone = "Europe/Berlin";

const cron: readonly (readonly [written: unknown, pattern: string])[] = [
  ["0 2 * * 1-5", "0 0 2 * * 1-5"],
  ["  0   2 * *  MON-fri ", "0 0 2 * * 1-5"],
  ["30 0 2 * * 1-5", "30 0 2 * * 1-5"],
  ["*/15 * * * *", "0 */15 * * * *"],
  ["0,15,30,45 * * * *", "0 */15 * * * *"],
  ["0,30 * * * *", "0 */30 * * * *"],
  ["? ? ? ? ?", "0 * * * * *"],
  ["0 0-23 * * *", "0 0 0-23 * * *"],
  ["0 */1 * * *", "0 0 * * * *"],
  ["0 8-18/2 * * *", "0 0 8-18/2 * * *"],
  ["0 5-5/1 * * *", "0 0 5-5/1 * * *"],
  ["0 */7,1 * * *", "0 0 0-0/1,1,7,14,21 * * *"],
  ["0 0,6,12,18 * * *", "0 0 0,6,12,18 * * *"],
  ["0 0 1-31 * 1", "0 0 0 * * *"],
  ["0 0 1-31 * *", "0 0 0 * * *"],
  ["0 0 15 * 0-6", "0 0 0 * * *"],
  ["0 0 15 * 7", "0 0 0 15 * 0"],
  ["0 0 * * fri-sun", "0 0 0 * * 0,5,6"],
  ["0 0 * * sun-tue", "0 0 0 * * 0-2"],
  ["0 0 * jan,DEC *", "0 0 0 * 1,12 *"],
  ["0 0 29 2 *", "0 0 0 29 2 *"],
  ["0 0 L * *", "0 0 0 L * *"],
  ["0 0 1,L * *", "0 0 0 1,L * *"],
  ["0 0 LW * *", "0 0 0 LW * *"],
  ["0 0 15W,1 * *", "0 0 0 1,15W * *"],
  ["0 0 * * 5L", "0 0 0 * * 5L"],
  ["0 0 * * fri#2,mon", "0 0 0 * * 1,5#2"],
  ["0 0 13 * +5", "0 0 0 13 * +5"],
  ["0 0 * * +5", "0 0 0 * * 5"],
  ["@yearly", "0 0 0 1 1 *"],
  ["@annually", "0 0 0 1 1 *"],
  ["@monthly", "0 0 0 1 * *"],
  ["@weekly", "0 0 0 * * 0"],
  ["@Daily", "0 0 0 * * *"],
  ["@midnight", "0 0 0 * * *"],
  ["@hourly", "0 0 * * * *"],
  [{ cron: "0 2 * * *" }, "0 0 2 * * *"],
  [{ cron: "@daily" }, "0 0 0 * * *"],
  ["daily", "0 0 0 * * *"],
  ["daily at 03:00", "0 0 3 * * *"],
  ["Daily  at 03:00:30", "30 0 3 * * *"],
  ["daily:02:00", "0 0 2 * * *"],
  [{ daily: "02:00" }, "0 0 2 * * *"],
  [{ daily: "02:00:00" }, "0 0 2 * * *"],
  ["every day", "0 0 0 * * *"],
  ["every day at 23:59", "0 59 23 * * *"],
  ["every monday at 09:15", "0 15 9 * * 1"],
  ["every Sat", "0 0 0 * * 6"],
  ["every weekday at 09:15", "0 15 9 * * 1-5"],
  ["every weekend at 09:15", "0 15 9 * * 0,6"],
  ["weekdays at 18:00", "0 0 18 * * 1-5"],
  ["weekdays", "0 0 0 * * 1-5"],
  ["weekends at 07:30", "0 30 7 * * 0,6"],
  ["weekly", "0 0 0 * * 0"],
  ["every week", "0 0 0 * * 0"],
  ["weekly on sunday at 03:00", "0 0 3 * * 0"],
  ["weekly on wed", "0 0 0 * * 3"],
  ["weekly:sunday:03:00", "0 0 3 * * 0"],
  [{ weekly: { day: "Sunday", at: "03:00" } }, "0 0 3 * * 0"],
  ["monthly", "0 0 0 1 * *"],
  ["every month", "0 0 0 1 * *"],
  ["monthly on 15 at 06:00", "0 0 6 15 * *"],
  ["monthly on the 15 at 06:00", "0 0 6 15 * *"],
  ["monthly on 31", "0 0 0 31 * *"],
  ["monthly on last at 23:00", "0 0 23 L * *"],
  ["monthly:1:04:30", "0 30 4 1 * *"],
  [{ monthly: { day: 1, at: "04:30" } }, "0 30 4 1 * *"],
  [{ monthly: { day: "last", at: "04:30" } }, "0 30 4 L * *"],
  ["hourly", "0 0 * * * *"],
  ["every hour", "0 0 * * * *"],
  ["every minute", "0 * * * * *"],
  ["every second", "* * * * * *"],
  ["every 6 hours", "0 0 */6 * * *"],
  ["every 6h", "0 0 */6 * * *"],
  ["every PT6H", "0 0 */6 * * *"],
  ["every 360 minutes", "0 0 */6 * * *"],
  ["every 24 hours", "0 0 0 * * *"],
  ["every 15 minutes", "0 */15 * * * *"],
  ["every 15 min", "0 */15 * * * *"],
  ["every 20 seconds", "*/20 * * * * *"],
  ["interval:6h", "0 0 */6 * * *"],
  ["interval: 6h", "0 0 */6 * * *"],
  [{ every: "6h" }, "0 0 */6 * * *"],
  [{ every: "6 hours" }, "0 0 */6 * * *"],
];

test.each(cron)("%j is the pattern %j", (written, pattern) => {
  expect(parseSchedule(written, zone)).toEqual({
    ok: true,
    value: { kind: "cron", key: `cron ${pattern} ${zone}`, pattern, zone },
  });
});

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const epoch = 0;

const counted: readonly (readonly [written: unknown, everyMs: number, anchor: number])[] = [
  ["every 90 minutes", 90 * minute, epoch],
  ["every 7 minutes", 7 * minute, epoch],
  ["every 40 minutes", 40 * minute, epoch],
  ["every 90 seconds", 90_000, epoch],
  ["every 5 hours", 5 * hour, epoch],
  ["every 48 hours", 2 * day, epoch],
  ["every 2 weeks", 14 * day, epoch],
  ["every 1h30m", 90 * minute, epoch],
  ["interval:1h30m", 90 * minute, epoch],
  ["every 1500ms", 1500, epoch],
  [{ every: "6h", anchor: "2026-01-01T00:00Z" }, 6 * hour, Date.UTC(2026, 0, 1)],
  [{ every: "1h", anchor: "2026-01-01T00:30" }, hour, Date.UTC(2025, 11, 31, 23, 30)],
  [{ every: "6h", anchor: "2026-01-01 00:00:00+05:30" }, 6 * hour, Date.UTC(2025, 11, 31, 18, 30)],
];

test.each(counted)("%j is counted: every %d ms from %d", (written, everyMs, anchor) => {
  expect(parseSchedule(written, zone)).toMatchObject({ ok: true, value: { kind: "every", everyMs, anchor } });
});

test("counted from the last end", () => {
  expect(parseSchedule({ every: "6h", from: "finish" }, zone)).toEqual({
    ok: true,
    value: { kind: "after-finish", key: "after-finish 21600000", everyMs: 6 * hour },
  });
});

const once: readonly (readonly [written: string, zone: string, at: number])[] = [
  ["at 2026-12-01T03:00", "UTC", Date.UTC(2026, 11, 1, 3)],
  ["at 2026-12-01T03:00", zone, Date.UTC(2026, 11, 1, 2)],
  ["at 2026-12-01 03:00:30", zone, Date.UTC(2026, 11, 1, 2, 0, 30)],
  ["At 2026-12-01T03:00Z", zone, Date.UTC(2026, 11, 1, 3)],
  ["at 2026-12-01T03:00:00-08:00", zone, Date.UTC(2026, 11, 1, 11)],
  // In a gap: the moment after it. Twice: the first.
  ["at 2026-03-29T02:30", zone, Date.UTC(2026, 2, 29, 1)],
  ["at 2026-10-25T02:30", zone, Date.UTC(2026, 9, 25, 0, 30)],
];

test.each(once)("%j in %s is once", (written, inZone, at) => {
  expect(parseSchedule(written, inZone)).toMatchObject({ ok: true, value: { kind: "once", at } });
});

test("equal schedules are the same object, however written", () => {
  const [a, b] = [parseSchedule("daily at 02:00", zone), parseSchedule("0 2 * * *", zone)];
  expect(a.ok && b.ok && a.value === b.value).toBe(true);
});

test("the zone is part of the key of a pattern, and not of what a zone cannot change", () => {
  const keyIn = (written: unknown, inZone: string) => {
    const parsed = parseSchedule(written, inZone);
    return parsed.ok ? parsed.value.key : undefined;
  };
  expect(keyIn("daily at 02:00", "UTC")).not.toBe(keyIn("daily at 02:00", zone));
  expect(keyIn("every 7 minutes", "UTC")).toBe(keyIn("every 7 minutes", zone));
});
