import { expect, test } from "vitest";
import { parseInstant } from "../../src/model/instant.ts";
import { runBin } from "./run-bin.ts";
import { makeTaskRepository } from "./task-repository.ts";

const noon = parseInstant("2026-11-20T12:00Z")!;
const now = (): number => noon;

const files = {
  "tasks.d/all.toml": `
[[tasks]]
id = "backup"
run = "true"
schedule = "hourly"
category = "backup"
[[tasks]]
id = "urgent"
run = "true"
priority = "critical"
[[tasks]]
id = "report"
run = "true"
needs = ["foot"]
[[tasks]]
id = "foot"
run = ["no-such-program"]
`,
};

test("the scores of all, highest first", async () => {
  const repository = makeTaskRepository(files);
  await repository.call("reconcile", { now });
  const { code, out, err } = await repository.call("priority", { now });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toMatchInlineSnapshot(`
    "TASK    CLASS     SCORE  IMPACT  URGENCY  EFFORT  SUCCESS RATE  × CATEGORY  × CLASS
    urgent  critical   76.1    50.0      0.0    40.3         100.0           1        2
    backup  medium     49.5    50.0      0.0    40.3         100.0         1.3        1
    foot    medium     40.6    50.0      0.0    52.8         100.0           1        1
    report  medium     38.1    50.0      0.0    40.3         100.0           1        1
    "
  `);
});

test("one task: its terms, their weights, and why", async () => {
  const repository = makeTaskRepository(files);
  await repository.call("run foot --wait", { now });
  const { out } = await repository.call("priority foot", { now });
  expect(out).toMatchInlineSnapshot(`
    "foot has a score of 36.6 = (20.0 + 6.0 + 10.6 + 0.0) × 1 (no category) × 1 (class medium).

    TERM          VALUE  WEIGHT  POINTS  WHY
    impact         50.0     0.4    20.0  no impact is given: 50
    urgency        20.0     0.3     6.0  no slot of it is due: 0; 1 failure: 20
    effort         52.8     0.2    10.6  mean of takes an unknown time: 50; complexity 5 (not given): 55.6; risk 5 (not given): 55.6; needed by 1 task: 50
    success_rate    0.0     0.1     0.0  its only run failed
    "
  `);
  // Half an hour after a slot that nobody has looked at.
  const late = await repository.call("priority backup --now 2026-11-20T13:30Z", { now });
  expect(late.out).toMatch(/^urgency +50\.0 +0\.3 +15\.0 +30m after its slot, and slots are 1h apart: 50;/m);
});

test("--json: the keys of the contract", async () => {
  const repository = makeTaskRepository(files);
  await repository.call("run foot --wait", { now });
  const read = async (words: string): Promise<Record<string, unknown>[]> =>
    JSON.parse((await repository.call(`${words} --json`, { now })).out) as Record<string, unknown>[];
  const all = await read("priority");
  expect(all.map(({ task }) => task)).toEqual(["urgent", "backup", "report", "foot"]);
  const [foot] = await read("priority foot");
  const term = (name: string, value: number, weight: number): unknown => ({
    ...{ name, value, weight, points: value * weight },
    why: expect.any(String) as unknown,
  });
  const effort = (50 + 500 / 9 + 500 / 9 + 50) / 4;
  expect(foot).toEqual({
    task: "foot",
    class: "medium",
    score: 50 * 0.4 + 20 * 0.3 + effort * 0.2,
    impact: 50,
    urgency: 20,
    effort,
    successRate: 0,
    multiplier: 1,
    adjustment: 1,
    terms: [
      term("impact", 50, 0.4),
      term("urgency", 20, 0.3),
      term("effort", effort, 0.2),
      term("success_rate", 0, 0.1),
    ],
  });
});

test("where there is nothing to rate", async () => {
  const repository = makeTaskRepository(files);
  expect(await repository.call("priority")).toMatchObject({
    code: 2,
    err: expect.stringContaining("no revision is in force here yet") as unknown,
  });
  await repository.call("reconcile");
  expect(await repository.call("priority bakup")).toMatchObject({
    code: 2,
    err: expect.stringContaining("Did you mean backup?") as unknown,
  });
  expect(await repository.call("priority --now noon")).toMatchObject({ code: 2, out: "" });
});

test("as a program", async () => {
  const repository = makeTaskRepository(files);
  await repository.call("reconcile");
  const { code, out } = await runBin(["priority", "backup"], repository.dir).done;
  expect(code).toBe(0);
  expect(out).toMatch(/^backup has a score of \d+\.\d = \(/);
});
