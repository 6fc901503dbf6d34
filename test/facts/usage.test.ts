import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import { expect, test } from "vitest";
import { makeFactReader } from "../../src/facts/index.ts";
import { parseCpuTimes } from "../../src/facts/processor/read-cpu-times.ts";
import { usageBetween } from "../../src/facts/readers/cpu-usage.ts";
import { parseMemoryUsage } from "../../src/facts/readers/memory-usage.ts";
import { valueOf } from "./host.ts";

const percent = { kind: "number", value: expect.toSatisfy((value: number) => value >= 0 && value <= 100) as number };

test("the load is that of one minute, by the cores that are online", async () => {
  const cores = Number(execFileSync("getconf", ["_NPROCESSORS_ONLN"], { encoding: "utf8" }));
  const before = loadavg()[0]!;
  const value = await valueOf({ kind: "system_load" });
  const after = loadavg()[0]!;
  // /proc/loadavg has two decimals.
  const near = expect.toSatisfy((load: number) =>
    [before, after].some((other) => Math.abs(load * cores - other) < 0.006),
  ) as number;
  expect(value).toEqual({ kind: "number", value: near });
});

test("the use of the processor: the first time, at once after it, and by two at the same time", async () => {
  const reader = makeFactReader({ now: Date.now });
  const read = async () => (await reader.read([{ kind: "cpu_usage" }]))[0]!.value;
  expect(await read()).toEqual(percent);
  expect(await read()).toEqual(percent);
  expect(await Promise.all([read(), read()])).toEqual([percent, percent]);
});

test("the use of memory", async () => {
  expect(await valueOf({ kind: "memory_usage" })).toEqual(percent);
});

test("/proc/stat: cores that are offline have no line, guests are counted with their hosts", () => {
  const text =
    "cpu  100 20 30 400 50 6 7 8 90 10\ncpu0 50 10 15 200 25 3 3 4 45 5\ncpu3 50 10 15 200 25 3 4 4 45 5\nctxt 1\n";
  expect(parseCpuTimes(text)).toEqual({ total: 621, idle: 450, cores: 2 });
});

test("/proc/stat of an old kernel has fewer columns", () => {
  expect(parseCpuTimes("cpu  100 20 30 400\ncpu0 100 20 30 400\n")).toEqual({ total: 550, idle: 400, cores: 1 });
});

test.each([
  { name: "half", total: 200, idle: 100, usage: 50 },
  { name: "nothing to do", total: 200, idle: 200, usage: 0 },
  { name: "all busy", total: 200, idle: 0, usage: 100 },
  { name: "idle time that went backwards", total: 200, idle: -1, usage: 100 },
  { name: "more idle time than there was", total: 200, idle: 201, usage: 0 },
  { name: "no time at all", total: 0, idle: 0, usage: 0 },
])("use of the processor: $name", ({ total, idle, usage }) => {
  const before = { total: 1000, idle: 500, cores: 2 };
  expect(usageBetween(before, { total: 1000 + total, idle: 500 + idle, cores: 2 })).toBe(usage);
});

test.each([
  {
    name: "what could be had is not used",
    text: "MemTotal:        1000 kB\nMemFree:           10 kB\nMemAvailable:     250 kB\n",
    value: { kind: "number", value: 75 },
  },
  {
    name: "a kernel that does not say",
    text: "MemTotal:        1000 kB\nMemFree:           10 kB\n",
    value: { kind: "unknown", why: "/proc/meminfo does not say what is available" },
  },
])("memory: $name", ({ text, value }) => {
  expect(parseMemoryUsage(text)).toEqual(value);
});
