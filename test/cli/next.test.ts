import { describe, expect, test } from "vitest";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";

const berlin = 'schedule = "daily at 02:30"\ntimezone = "Europe/Berlin"\nrun = "true"\n';

describe("for machines", () => {
  test.each([
    [
      "in order of task, one slot of each",
      [],
      [
        { task: "a", slots: ["2026-03-29T01:00:00Z"] },
        { task: "b", slots: ["2026-03-28T18:00:00Z"] },
      ],
    ],
    [
      "of one task, five: the time that the clocks skip is made up for at the gap's end",
      ["a"],
      [
        {
          task: "a",
          slots: [
            "2026-03-29T01:00:00Z",
            "2026-03-30T00:30:00Z",
            "2026-03-31T00:30:00Z",
            "2026-04-01T00:30:00Z",
            "2026-04-02T00:30:00Z",
          ],
        },
      ],
    ],
    [
      "as many as wanted, from a moment on",
      ["b", "--count", "2", "--from", "2026-11-20T00:00:00+01:00"],
      [{ task: "b", slots: ["2026-11-20T00:00:00Z", "2026-11-20T06:00:00Z"] }],
    ],
    [
      "the moment itself is not after it",
      ["b", "--count", "1", "--now", "2026-11-20T06:00Z"],
      [{ task: "b", slots: ["2026-11-20T12:00:00Z"] }],
    ],
  ])("%s", async (_, words, slots) => {
    const folder = makeFolder({ "tasks.d/b.yaml": "schedule: every 6 hours\nrun: 'true'\n", "tasks.d/a.toml": berlin });
    expect(await folder.json(["next", ...words])).toEqual(slots);
  });

  test("several schedules are one row of slots, each moment once", async () => {
    const schedule = '["daily at 06:00", "every 6 hours", "at 2026-03-28T13:00"]';
    const folder = makeFolder({ "tasks.d/a.toml": `schedule = ${schedule}\nrun = "true"\n` });
    expect(await folder.json(["next", "a", "--count", "4"])).toEqual([
      {
        task: "a",
        slots: ["2026-03-28T13:00:00Z", "2026-03-28T18:00:00Z", "2026-03-29T00:00:00Z", "2026-03-29T06:00:00Z"],
      },
    ]);
  });
});

describe("tasks without a slot have none, and text says why", () => {
  test.each([
    ["disabled", 'schedule = "daily"\nenabled = false', "disabled"],
    ["for another host", 'schedule = "daily"\nhosts = ["db-*"]', "not for host web-1"],
    ["no schedule", "", "no schedule: on request, or when needed"],
    ["on events", 'on = ["boot", { task = "*" }]', "when the host has booted, or when any other task has succeeded"],
    [
      "counted from the last end",
      'schedule = { every = "6h", from = "finish" }',
      "counted from the end of its last run",
    ],
    ["over", 'schedule = "at 2020-01-01T03:00"', "its time has passed"],
  ])("%s", async (_, keys, said) => {
    const folder = makeFolder({ "tasks.d/a.toml": `${keys}\nrun = "true"\n` });
    expect(await folder.json(["next"])).toEqual([{ task: "a", slots: [] }]);
    expect((await folder.call(["next"])).out).toContain(said);
  });

  test("a suspended one goes on at the end of it", async () => {
    const folder = makeFolder({
      "tasks.d/a.toml": 'schedule = "daily"\nrun = "true"\nsuspend = { until = "2026-12-01", reason = "new disk" }\n',
    });
    expect(await folder.json(["next"])).toEqual([{ task: "a", slots: ["2026-12-01T00:00:00Z"] }]);
    expect((await folder.call(["next"])).out).toContain("(suspended until 2026-12-01T00:00:00Z)");
  });
});

test("for people: the clock of the task's zone, and how long until then", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": berlin });
  expect((await folder.call(["next", "a", "--count", "2"])).out).toBe(
    `TASK  NEXT                  ZONE           IN
a     Sun 2026-03-29 03:00  Europe/Berlin  13 h
a     Mon 2026-03-30 02:30  Europe/Berlin  1 d 12 h
`,
  );
});

test.each([
  ["an unknown task", ["bakup"], 'there is no task "bakup". Did you mean "backup"?'],
  ["no moment", ["--from", "tomorrow"], '--from: "tomorrow" is no moment'],
  ["a moment without a zone", ["--now", "2026-11-20T02:00"], '--now: "2026-11-20T02:00" is no moment'],
  ["no number", ["--count", "many"], '--count: "many" is not a whole number'],
])("%s is told", async (_, words, said) => {
  const { code, out, err } = await makeFolder({ "tasks.d/backup.toml": berlin }).call(["next", ...words]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(said);
});

test("with errors in the definitions nothing is said but these", async () => {
  const { code, out, err } = await makeFolder({ "tasks.d/a.toml": "schedul = 1\n" }).call(["next", "--json"]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain("error[unknown-key]");
});

test("as a program", async () => {
  const folder = makeFolder({ "tasks.d/a.toml": berlin });
  const done = await runBin(["next", "a", "--json", "--from", "2026-01-01T00:00Z", "--count", "1"], folder.dir).done;
  expect(done).toEqual({
    code: 0,
    out: '[\n  {\n    "task": "a",\n    "slots": [\n      "2026-01-01T01:30:00Z"\n    ]\n  }\n]\n',
    err: "",
  });
});
