import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const files = {
  "tasks.d/clean.toml": `on = [{ condition = { disk_usage = { path = "/var", above = 90 } }, for = "5m" }]
window = "22:00-05:00"
otherwise = "wait"
run = "true"
`,
  "tasks.d/backup.toml": 'schedule = "daily at 02:00"\nwhen = { file = "/run/mounted" }\nrun = "true"\n',
  "facts.json": JSON.stringify({
    "disk_usage(/var)": [
      { at: "2026-11-20T12:00Z", value: 95 },
      { at: "2026-11-21T12:00Z", value: 50 },
    ],
    "file(/run/mounted)": [
      { at: "2026-11-20T00:00Z", value: true },
      { at: "2026-11-21T00:00Z", value: false },
    ],
  }),
  "durations.json": '{"backup": "20m"}',
};
const from = "simulate --from 2026-11-20T02:00Z --to 2026-11-22T02:00Z";

async function simulate(words: string): Promise<unknown> {
  const { out, err } = await makeTaskRepository(files).call(`${from} ${words} --json`);
  expect(err).toBe("");
  return (JSON.parse(out) as { forecast: { at: string; task: string; decision: string }[] }).forecast;
}

test("facts that are given decide: a condition becomes true, a window opens, a `when` says no", async () => {
  expect(await simulate("--facts facts.json --durations durations.json")).toMatchObject([
    { at: "2026-11-20T22:00:00Z", task: "clean", decision: "run", trigger: "condition", reason: "window" },
    { at: "2026-11-21T02:00:00Z", task: "backup", decision: "skip", reason: "when" },
    { at: "2026-11-22T02:00:00Z", task: "backup", decision: "skip", reason: "when" },
  ]);
});

test("what cannot be known is stated: `when` is taken to hold, a condition not to become true", async () => {
  const { out } = await makeTaskRepository(files).call(`${from} --durations durations.json`);
  expect(out).toMatchInlineSnapshot(`
    "Simulation from Fri 2026-11-20 02:00 to Sun 2026-11-22 02:00 UTC (2d): 2 runs
      UTC    LOCAL  TASK    WILL  TAKES  WHY
    Sat 2026-11-21
      02:00         backup  run     20m  if file(/run/mounted)
    Sun 2026-11-22
      02:00         backup  run     20m  if file(/run/mounted)

    If one of these becomes true, which cannot be known ahead:
      disk_usage(/var) > 90: clean runs
    "
  `);
});

test("a plan states it, too", async () => {
  const { out } = await makeTaskRepository(files).call("plan --json --now 2026-11-20T00:00Z");
  expect(JSON.parse(out)).toMatchObject({
    forecast: [{ task: "backup", decision: "run", if: "file(/run/mounted)" }],
    conditional: [{ task: "clean", if: "disk_usage(/var) > 90" }],
  });
});

test.each([
  { words: "simulate --from 2026-11-20T02:00Z --to 2026-11-19T02:00Z", err: /--to is before --from/ },
  { words: "simulate --from tomorrow --to 2026-11-19T02:00Z", err: /--from: "tomorrow" is no moment/ },
  { words: `${from} --facts nowhere.json`, err: /--facts nowhere\.json: ENOENT/ },
  { words: `${from} --facts tasks.d/clean.toml`, err: /it is no JSON/ },
  { words: `${from} --durations facts.json`, err: /has no duration such as "20m"/ },
])("refused: $words", async ({ words, err }) => {
  const called = await makeTaskRepository(files).call(words);
  expect(called.code).toBe(2);
  expect(called.err).toMatch(err);
});
