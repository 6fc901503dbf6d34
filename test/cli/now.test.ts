import { describe, expect, test } from "vitest";
import { parseInstant } from "../../src/model/instant.ts";
import { verbs } from "../../src/cli/verbs.ts";
import { makeTaskRepository } from "./task-repository.ts";

const files = {
  "tasks.d/a.toml": 'schedule = ["hourly", "at 2026-11-22T12:00"]\nrun = "true"\n',
  "tasks.d/b.toml": 'schedule = "daily at 02:00"\nrun = "true"\nneeds = ["a"]\n',
};
const friday = parseInstant("2026-11-20T12:00Z")!;
// A run that is real ends by the real clock, which is not to have got there.
const muchLater = parseInstant("2100-01-04T12:30Z")!;

const words: Readonly<Record<string, string>> = {
  list: "list",
  next: "next",
  plan: "plan --for 2h",
  explain: "explain a",
  status: "status",
  priority: "priority",
  validate: "validate",
  history: "history --since 1d",
};

test("these verbs read the clock and do nothing else with it", async () => {
  const all = await Promise.all(Object.entries(verbs).map(async ([name, load]) => ({ name, ...(await load()).verb })));
  expect(
    all
      .filter(({ readsClock }) => readsClock)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(words).sort());
});

describe("as if it were that moment", () => {
  test.each(Object.entries(words))("%s", async (_, call) => {
    const repository = makeTaskRepository(files);
    await repository.call("reconcile", { now: () => friday });
    await repository.call("run a --wait", { now: () => friday + 1000 });
    const then = await repository.call(call, { now: () => muchLater });
    const given = await repository.call(`${call} --now 2100-01-04T12:30Z`, { now: () => friday + 3_600_000 });
    expect(given).toEqual(then);
    expect(given).not.toEqual(await repository.call(call, { now: () => friday + 60_000 }));
  });
});

test("a moment that is none is told", async () => {
  const repository = makeTaskRepository(files);
  expect(await repository.call("list --now yesterday")).toEqual({
    code: 2,
    out: "",
    err: 'runner: --now: "yesterday" is no moment. Write it with its zone: 2026-11-20T02:00Z, 2026-11-20T03:00+01:00\n',
  });
});
