import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSchedule, renderSchedule } from "../../src/schedule/index.ts";

const zone = "Europe/Berlin";

const rows: readonly (readonly [written: unknown, text: string])[] = [
  ["daily:02:00", "daily at 02:00 Europe/Berlin"],
  ["30 0 2 * * *", "daily at 02:00:30 Europe/Berlin"],
  ["0 18 * * mon-fri", "weekdays at 18:00 Europe/Berlin"],
  ["0 18 * * 0,6", "weekends at 18:00 Europe/Berlin"],
  ["@weekly", "every sunday at 00:00 Europe/Berlin"],
  ["0 0 * * 3", "every wednesday at 00:00 Europe/Berlin"],
  ["30 4 15 * *", "monthly on 15 at 04:30 Europe/Berlin"],
  ["0 23 L * *", "monthly on last at 23:00 Europe/Berlin"],
  ["@hourly", "every hour Europe/Berlin"],
  ["* * * * *", "every minute Europe/Berlin"],
  ["0 */6 * * *", "every 6 hours Europe/Berlin"],
  ["*/15 * * * *", "every 15 minutes Europe/Berlin"],
  ["*/7 * * * *", "*/7 * * * * Europe/Berlin"],
  ["0 */5 * * *", "0 */5 * * * Europe/Berlin"],
  ["*/15 9-17 * * mon-fri", "*/15 9-17 * * 1-5 Europe/Berlin"],
  ["0 0 1 1 *", "0 0 1 1 * Europe/Berlin"],
  ["5 0 0 1 1 *", "5 0 0 1 1 * Europe/Berlin"],
  ["0 0 1,15 * *", "0 0 1,15 * * Europe/Berlin"],
  ["every 90 minutes", "every 1h30m"],
  [{ every: "26h3m", anchor: "2026-01-01T00:00Z" }, "every 1d2h3m from 2026-01-01T00:00:00Z"],
  [{ every: "6h", from: "finish" }, "every 6h after each run ends"],
  ["at 2026-12-01T03:00", "at 2026-12-01T02:00:00Z"],
];

test.each(rows)("%j is shown as %j", (written, text) => {
  const parsed = parseSchedule(written, zone);
  expect(parsed.ok && renderSchedule(parsed.value)).toBe(text);
});

test("a pattern in words, read again, is the same schedule", () => {
  const number = (most: number, least = 0) => fc.integer({ min: least, max: most }).map(String);
  const value = (most: number, least = 0) =>
    fc.oneof(
      fc.constant("*"),
      number(most, least),
      number(most, 2).map((step) => `*/${step}`),
    );
  const fields = fc.tuple(
    fc.oneof(fc.constant("0"), value(59)),
    fc.oneof(fc.constant("0"), value(59)),
    value(23),
    value(31, 1),
    value(12, 1),
    value(6),
  );
  fc.assert(
    fc.property(fields, (written) => {
      const parsed = parseSchedule(written.join(" "), zone);
      if (!parsed.ok) return;
      const words = renderSchedule(parsed.value).slice(0, -` ${zone}`.length);
      expect(parseSchedule(words, zone)).toEqual(parsed);
    }),
  );
});
