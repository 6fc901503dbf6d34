import { expect, test } from "vitest";
import { makeTaskRepository } from "./task-repository.ts";

const task = (category: string, least: number): string =>
  `on = [{ request = { category = "${category}", min_confidence = ${least} } }]\nrun = "true"\n`;
const tasks = {
  "tasks.d/clear-cache.toml": task("Device Slow", 0.8),
  "tasks.d/free-memory.toml": task("device_slow", 0.5),
  "tasks.d/clear-disk.toml": task("Disk Full", 0),
};

test("runs those that listen to it, says which and why, and the report tells", async () => {
  const repository = makeTaskRepository(tasks);
  const { code, out } = await repository.call("run --category device-slow --confidence 0.6 --wait");
  expect(code).toBe(0);
  expect(out.replace(/\d+ ms/, "N ms")).toMatch(
    /^chose free-memory: category "device[_ -]slow", asks for at least 0\.5, given 0\.6\nfree-memory: success in N ms\n$/i,
  );
  const path = repository.git("ls-tree", "-r", "--name-only", "runner/reports", "runs/");
  const report = path.split("\n").find((name) => name.includes("free-memory") && name.endsWith(".json"))!;
  expect(JSON.parse(repository.git("show", `runner/reports:${report}`))).toMatchObject({
    trigger: { kind: "request", category: "device-slow", confidence: 0.6 },
  });
});

test("by a runner that is up; --json says why beside each run", async () => {
  const repository = makeTaskRepository(tasks);
  await repository.start();
  const { code, out } = await repository.call("run --category DeviceSlow --wait --json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject([
    { task: "clear-cache", status: "success", chosen: { minConfidence: 0.8, confidence: 1 } },
    { task: "free-memory", status: "success", chosen: { minConfidence: 0.5, confidence: 1 } },
  ]);
});

test("--dry-run chooses too", async () => {
  const repository = makeTaskRepository(tasks);
  const { code, out } = await repository.call("run --category disk_full --confidence 0 --dry-run --json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject([{ task: "clear-disk", decision: "run", chosen: { minConfidence: 0 } }]);
});

test.each(["run --category deviceslow --confidence 0.4", "run --category deviceslow --confidence 0.4 --dry-run"])(
  "%s: too little for all of them",
  async (words) => {
    const repository = makeTaskRepository(tasks);
    const { code, out, err } = await repository.call(words);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("clear-cache asks for at least 0.8, free-memory asks for at least 0.5");
    expect(err).toContain("Give --confidence 0.5 or more");
  },
);

test("a category that there is not: did you mean, and what there is", async () => {
  const repository = makeTaskRepository(tasks);
  const { code, err } = await repository.call("run --category DiskFul");
  expect(code).toBe(2);
  expect(err).toContain('Did you mean "Disk Full"?');
});
