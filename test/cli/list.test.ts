import { describe, expect, test } from "vitest";
import { makeFolder } from "./folder.ts";
import { runBin } from "./run-bin.ts";

const files = {
  "tasks.d/backup.toml":
    'description = "All of it"\ncategory = "backup"\npriority = "high"\ntags = ["nightly"]\nschedule = "daily at 02:00"\nneeds = ["dump"]\nrun = "true"\n',
  "tasks.d/others.yaml":
    "tasks:\n  - { id: dump, run: 'true' }\n  - { id: sweep, schedule: [every 15 minutes, '@weekly'], enabled: false, run: 'true' }\n",
};

test("a table, cut to nothing in a pipe", async () => {
  expect((await makeFolder(files).call(["list"])).out).toBe(
    `TASK    SCHEDULE                                         NEXT                                     CATEGORY  PRIORITY  NEEDS
backup  daily at 02:00 UTC                               in 14 h                                  backup    high      dump
dump    -                                                no schedule: on request, or when needed  -         medium    -
sweep   every 15 minutes UTC; every sunday at 00:00 UTC  disabled                                 -         medium    -
`,
  );
});

test("on a terminal it is cut to the width, the ids are not", async () => {
  const { out } = await makeFolder(files).call(["list"], { columns: 60, env: { NO_COLOR: "1" } });
  const lines = out.trimEnd().split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  expect(lines.slice(1).map((line) => line.split(" ")[0])).toEqual(["backup", "dump", "sweep"]);
});

test("a terminal that does not know its width is taken for one of 80 columns", async () => {
  const look = async (columns: number) => (await makeFolder(files).call(["list"], { columns })).out;
  expect(await look(0)).toBe(await look(80));
});

test("for machines", async () => {
  expect(((await makeFolder(files).json(["list"])) as unknown[])[0]).toEqual({
    id: "backup",
    description: "All of it",
    category: "backup",
    priority: "high",
    tags: ["nightly"],
    enabled: true,
    schedules: ["daily at 02:00 UTC"],
    timezone: "UTC",
    next: "2026-03-29T02:00:00Z",
    needs: [{ task: "dump", status: "success" }],
    hosts: [],
    file: "tasks.d/backup.toml",
    line: 1,
  });
});

describe("filters", () => {
  test.each([
    ["category", ["--category", "backup"], "backup\n"],
    ["tag", ["--tag", "nightly"], "backup\n"],
    ["priority", ["--priority", "medium"], "dump\nsweep\n"],
    ["all must fit", ["--category", "backup", "--priority", "medium"], ""],
  ])("%s", async (_, words, ids) => {
    expect((await makeFolder(files).call(["list", "--ids", ...words])).out).toBe(ids);
  });

  test("nothing left says so", async () => {
    const { code, out } = await makeFolder(files).call(["list", "--tag", "weekly"]);
    expect(code).toBe(0);
    expect(out).toBe("no task is like that; without options `runner list` shows all\n");
  });

  test("a class that does not exist", async () => {
    const { code, err } = await makeFolder(files).call(["list", "--priority", "hihg"]);
    expect(code).toBe(2);
    expect(err).toContain("Allowed choices are critical, high, medium, low, background");
  });
});

test("no tasks yet: what to do", async () => {
  const { code, out } = await makeFolder({ "runner.toml": "" }).call(["list"]);
  expect(code).toBe(0);
  expect(out).toBe("there are no tasks yet: `runner new task NAME` writes a first one\n");
});

test("as a program", async () => {
  const done = await runBin(["list", "--ids"], makeFolder(files).dir).done;
  expect(done).toEqual({ code: 0, out: "backup\ndump\nsweep\n", err: "" });
});
