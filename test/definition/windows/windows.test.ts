import fc from "fast-check";
import { expect, test } from "vitest";
import { mergeHours } from "../../../src/definition/windows/merge-hours.ts";
import { parseHours, renderHours, suggestHours } from "../../../src/definition/windows/parse-hours.ts";
import type { Hours } from "../../../src/model/window.ts";
import { defineFiles, taskOf } from "../define-files.ts";

const h = (from: number, to: number): Hours => ({ from: from * 60, to: to * 60 });

test.each<[toml: string, yaml: string, windows: readonly object[]]>([
  [
    '"02:00-04:00"',
    "02:00-04:00",
    [{ hours: [h(2, 4)], days: undefined, dates: undefined, zone: "UTC", text: "02:00-04:00", overrun: "allow" }],
  ],
  ['"02:00:00 - 04:30:00"', "02:00-04:30", [{ hours: [{ from: 120, to: 270 }] }]],
  ['"22:00-05:00"', "22:00-05:00", [{ hours: [h(22, 5)] }]],
  ['"22:00-24:00"', "22:00-00:00", [{ hours: [h(22, 24)] }]],
  ['"00:00-24:00"', "05:00-05:00", [{ hours: [] }]],
  ["{ hours = [1, 2, 3] }", "{ hours: [3, 1, 2] }", [{ hours: [h(1, 4)], text: expect.any(String) as string }]],
  ["{ hours = [22, 23, 0, 1] }", "{ hours: [0, 1, 22, 23] }", [{ hours: [h(22, 2)] }]],
  [
    '{ hours = ["08:00-10:00", 12], days = ["sat"] }',
    "{ hours: ['08:00-10:00', 12], days: sat }",
    [{ hours: [h(8, 10), h(12, 13)], days: [6], text: "08:00-10:00,12:00-13:00 sat" }],
  ],
  [
    '{ hours = "22:00-05:00", days = "mon-fri", overrun = "cancel" }',
    "{ hours: 22:00-05:00, days: weekdays, overrun: cancel }",
    [{ hours: [h(22, 5)], days: [1, 2, 3, 4, 5], overrun: "cancel" }],
  ],
  ['{ days = "weekends" }', "{ days: [sun, Saturday] }", [{ hours: [], days: [0, 6] }]],
  ['{ days = "fri - mon" }', "{ days: 'fri, sat-mon' }", [{ days: [0, 1, 5, 6] }]],
  ['{ days = "mon-sun", hours = [1] }', "{ hours: [1], days: [weekdays, weekends] }", [{ days: undefined }]],
  [
    '{ hours = [1], timezone = "Europe/Berlin" }',
    "{ hours: [1], timezone: Europe/Berlin }",
    [{ zone: "Europe/Berlin", text: "01:00-02:00 Europe/Berlin" }],
  ],
  ['["02:00-04:00", { days = "sun" }]', "[02:00-04:00, { days: sun }]", [{ hours: [h(2, 4)] }, { days: [0] }]],
])("window = %s", (toml, yaml, windows) => {
  expect(taskOf({ files: { "tasks.d/x.toml": `run = "x"\nwindow = ${toml}` } }).windows).toMatchObject(windows);
  expect(taskOf({ files: { "tasks.d/x.yaml": `run: x\nwindow: ${yaml}` } }).windows).toMatchObject(windows);
});

test("a window is in its task's zone, and a default one is replaced as a whole", () => {
  const files = {
    "runner.toml": '[defaults]\nwindow = { days = "sat" }',
    "tasks.d/x.toml": 'run = "x"\ntimezone = "Europe/Berlin"\nwindow = { hours = [1] }\nblackout = "08:00-18:00"',
  };
  expect(taskOf({ files })).toMatchObject({
    windows: [{ hours: [h(1, 2)], days: undefined, zone: "Europe/Berlin" }],
    blackouts: [{ hours: [h(8, 18)], days: undefined, dates: undefined, zone: "Europe/Berlin", text: "08:00-18:00" }],
  });
});

test.each([
  ["2-4", "02:00-04:00"],
  ["22 – 5", "22:00-05:00"],
  ["10pm to 5am", "22:00-05:00"],
  ["2:30-4", "02:30-04:00"],
  ["18-24", "18:00-24:00"],
  ["02:00:00", "02:00-03:00"],
  ["23:30", "23:30-00:30"],
  ["23", "23:00-24:00"],
  ["24:00-02:00", undefined],
  ["soon", undefined],
])("hours written %s", (text, meant) => {
  expect(suggestHours(text)).toBe(meant);
  if (meant !== undefined) expect(parseHours(meant)).toBeDefined();
});

test("merged hours hold the same minutes, apart from each other and in order", () => {
  const hours = fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 1, max: 1440 }) });
  fc.assert(
    fc.property(fc.array(hours, { minLength: 1, maxLength: 6 }), fc.boolean(), (list, everyDay) => {
      const merged = mergeHours(list, everyDay);
      expect(minutesOf(merged, everyDay)).toEqual(minutesOf(list, everyDay));
      expect(merged.map(({ from }) => from)).toEqual(merged.map(({ from }) => from).toSorted((a, b) => a - b));
      for (const one of merged) expect(parseHours(renderHours(one))).toEqual(one);
    }),
  );
});

/** Of a day and the next; where it begins every day, they are the same. */
function minutesOf(hours: readonly Hours[], everyDay: boolean): number[] {
  const minutes = new Set<number>();
  for (const { from, to } of hours.length === 0 ? [{ from: 0, to: 1440 }] : hours) {
    const end = to > from ? to : to + 1440;
    for (let minute = from; minute < end; minute++) minutes.add(everyDay ? minute % 1440 : minute);
  }
  return [...minutes].sort((a, b) => a - b);
}

test.each([
  ["3/h", 3, 3_600_000],
  ["10/d", 10, 86_400_000],
  ["1/15m", 1, 900_000],
  ["3/hour", 3, 3_600_000],
  ["2/week", 2, 604_800_000],
  ["5/PT1M", 5, 60_000],
])("a rate of %s", (text, count, perMs) => {
  expect(taskOf({ files: { "tasks.d/x.yaml": `run: x\nrate: ${text}` } }).rate).toEqual({ count, perMs, text });
  expect(taskOf({ files: { "tasks.d/x.toml": `run = "x"\nrate = "${text}"` } }).rate).toEqual({ count, perMs, text });
});

test("what else holds a run back, and what it is worth", () => {
  const toml = `run = "x"
cooldown = "1h"
jitter = "10m"
otherwise = "wait"
impact = { security = 90, code_quality = 0.5 }
effort = { estimated = "20m", complexity = 3, risk = 2 }`;
  expect(taskOf({ files: { "tasks.d/x.toml": toml } })).toMatchObject({
    cooldownMs: 3_600_000,
    jitterMs: 600_000,
    otherwise: "wait",
    impact: [
      ["code_quality", 0.5],
      ["security", 90],
    ],
    effort: { estimatedMs: 1_200_000, complexity: 3, risk: 2 },
  });
});

test("a problem beside sound windows spoils but itself", () => {
  const files = { "tasks.d/x.toml": 'run = "x"\nwindow = [5, "2-4", { days = "sat" }]' };
  expect(defineFiles({ files }).diagnostics.map(({ code }) => code)).toEqual(["wrong-type", "bad-window"]);
});
