import { expect, test } from "vitest";
import { defineFiles, listProblems, taskOf } from "../define-files.ts";

const task = 'run = "x"\nblackout = "holidays"';

function datesOf(path: string, text: string): readonly string[] | undefined {
  return taskOf({ files: { [path]: text, "tasks.d/x.toml": task } }).blackouts[0]?.dates;
}

test.each<[toml: string, yaml: string, dates: readonly string[]]>([
  ["[]", "[]", []],
  ["[2026-12-24]", "[2026-12-24]", ["2026-12-24"]],
  ['["2026-12-25", "2026-12-24", 2026-12-24]', "[2026-12-25, 2026-12-24, 2026-12-24]", ["2026-12-24", "2026-12-25"]],
  ['["12-25", "02-29"]', "[12-25, '02-29']", ["02-29", "12-25"]],
  [
    "[{ from = 2026-12-30, to = 2027-01-02 }]",
    "[{ from: 2026-12-30, to: 2027-01-02 }]",
    ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"],
  ],
  ['[{ from = "12-30", to = "01-02" }]', "[{ from: 12-30, to: '01-02' }]", ["01-01", "01-02", "12-30", "12-31"]],
  ['[{ from = "02-28", to = "03-01" }]', "[{ from: '02-28', to: '03-01' }]", ["02-28", "02-29", "03-01"]],
])("dates = %s", (toml, yaml, dates) => {
  expect(datesOf("calendars/holidays.toml", `description = "x"\ndates = ${toml}`)).toEqual(dates);
  expect(datesOf("calendars/holidays.yaml", `dates: ${yaml}`)).toEqual(dates);
  expect(datesOf("calendars/holidays.yml", `dates: ${yaml}`)).toEqual(dates);
});

test("as many days as a calendar may have", () => {
  expect(datesOf("calendars/holidays.toml", "dates = [{ from = 2026-01-01, to = 2036-01-08 }]")).toHaveLength(3660);
});

test.each([
  ["TOML", "tasks.d/x.toml", 'run = "x"\nblackout = ["holidays", "08:00-18:00", "2026"]'],
  ["YAML", "tasks.d/x.yaml", "run: x\nblackout: [holidays, 08:00-18:00, '2026']"],
])("calendars and hours in one list, %s", (_, path, text) => {
  const files = { "calendars/holidays.toml": 'dates = ["12-25"]', "calendars/2026.toml": "dates = []", [path]: text };
  expect(taskOf({ files }).blackouts).toEqual([
    { hours: [], days: undefined, dates: ["12-25"], zone: "UTC", text: "holidays" },
    { hours: [{ from: 480, to: 1080 }], days: undefined, dates: undefined, zone: "UTC", text: "08:00-18:00" },
    { hours: [], days: undefined, dates: [], zone: "UTC", text: "2026" },
  ]);
});

test.each<[string, Record<string, string>, string[]]>([
  ["a slip", { "calendars/holiday.toml": "dates = []" }, ["unknown-calendar tasks.d/x.toml:2:12"]],
  [
    "a calendar that cannot be read is there",
    { "calendars/holidays.toml": "dates = [" },
    ["toml-syntax calendars/holidays.toml:1:10"],
  ],
  [
    "a calendar that is wrong is there",
    { "calendars/holidays.toml": "date = []" },
    ["missing-key calendars/holidays.toml:1:1", "unknown-key calendars/holidays.toml:1:1"],
  ],
  [
    "two of one name",
    { "calendars/holidays.toml": "dates = []", "calendars/holidays.yaml": "dates: []" },
    ["duplicate-calendar calendars/holidays.yaml:1:1"],
  ],
  [
    "what is no calendar",
    {
      "calendars/holidays.toml": "dates = []",
      "calendars/_old.toml": "?",
      "calendars/a/b.toml": "?",
      "calendars/README.md": "?",
    },
    [],
  ],
])("%s", (_, files, problems) => {
  expect(listProblems(defineFiles({ files: { ...files, "tasks.d/x.toml": task } }))).toEqual(problems);
});

test("did you mean", () => {
  const files = { "calendars/holidays.toml": "dates = []", "tasks.d/x.toml": 'run = "x"\nblackout = "holidys"' };
  expect(defineFiles({ files }).diagnostics[0]?.hint).toBe('Did you mean "holidays"?');
});

test("other days are another meaning", () => {
  const [a, b] = ['["12-25"]', '["12-26"]'].map((dates) => {
    return taskOf({ files: { "calendars/holidays.toml": `dates = ${dates}`, "tasks.d/x.toml": task } }).digest;
  });
  expect(a).not.toBe(b);
});
