import { expect, test } from "vitest";
import { chooseTasks } from "../../src/decide/index.ts";
import { makeTask } from "./world.ts";

function listens(id: string, category: string, minConfidence = 0, more = {}) {
  return makeTask(id, { triggers: [{ key: category, kind: "request", category, minConfidence }], ...more });
}

const tasks = [
  listens("free-memory", "Device Slow", 0.5),
  listens("clear-cache", "device_slow", 0.8),
  listens("clear-disk", "Disk Full"),
  listens("clear-everything", "Disk Full", 0.9, { enabled: false }),
  listens("clear-db", "Disk Full", 0, { hosts: ["db-*"] }),
  listens("off", "Never Here", 0, { hosts: ["db-*"] }),
  makeTask("plain"),
];
const catalog = { tasks: new Map(tasks.map((task) => [task.id, task])) };
const host = { name: "web-1", labels: ["web"] };
const slow = { task: "clear-cache", category: "device_slow", minConfidence: 0.8 };
const memory = { task: "free-memory", category: "Device Slow", minConfidence: 0.5 };

test.each([
  { category: "Device Slow", confidence: 1, choice: { kind: "chosen", tasks: [slow, memory] } },
  { category: "DEVICE-slow", confidence: 0.8, choice: { kind: "chosen", tasks: [slow, memory] } },
  { category: "deviceslow", confidence: 0.79, choice: { kind: "chosen", tasks: [memory] } },
  { category: " device  slow ", confidence: 0.4, choice: { kind: "unsure", tasks: [slow, memory] } },
  {
    category: "disk full",
    confidence: 0,
    choice: { kind: "chosen", tasks: [{ task: "clear-disk", category: "Disk Full", minConfidence: 0 }] },
  },
  {
    category: "never here",
    confidence: 1,
    choice: { kind: "none", categories: ["Device Slow", "Disk Full"] },
  },
])("$category at $confidence", ({ category, confidence, choice }) => {
  expect(chooseTasks(catalog, host, { category, confidence })).toEqual(choice);
});

test("a task that listens twice is chosen once, by what asks for least", () => {
  const trigger = { kind: "request", category: "Slow" } as const;
  const task = makeTask("a", {
    triggers: [
      { ...trigger, key: "1", minConfidence: 0.9 },
      { ...trigger, key: "2", category: "slow", minConfidence: 0.3 },
    ],
  });
  const choice = chooseTasks({ tasks: new Map([[task.id, task]]) }, host, { category: "slow", confidence: 0.5 });
  expect(choice).toEqual({ kind: "chosen", tasks: [{ task: "a", category: "slow", minConfidence: 0.3 }] });
});

test("where nobody listens to requests there is no category", () => {
  const plain = { tasks: new Map([[tasks[6]!.id, tasks[6]!]]) };
  expect(chooseTasks(plain, host, { category: "x", confidence: 1 })).toEqual({ kind: "none", categories: [] });
});
