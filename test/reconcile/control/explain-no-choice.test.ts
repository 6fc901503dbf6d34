import { expect, test } from "vitest";
import { taskId } from "../../../src/model/ids.ts";
import { explainNoChoice } from "../../../src/reconcile/control/explain-no-choice.ts";

const asked = { category: "devise slow", confidence: 0.4 };
const needs = (task: string, minConfidence: number) => ({ task: taskId(task), category: "Device Slow", minConfidence });

test.each([
  {
    name: "none that listens to it, and one that is close",
    choice: { kind: "none", categories: ["Device Slow", "Disk Full"] } as const,
    message: 'no task that is enabled here listens to requests for category "devise slow"',
    hint: 'Did you mean "Device Slow"? There is "Device Slow", "Disk Full".',
  },
  {
    name: "none that is close",
    choice: { kind: "none", categories: ["Disk Full"] } as const,
    message: 'no task that is enabled here listens to requests for category "devise slow"',
    hint: 'There is "Disk Full".',
  },
  {
    name: "too little confidence",
    choice: { kind: "unsure", tasks: [needs("clear-cache", 0.8), needs("free-memory", 0.5)] } as const,
    message:
      'a confidence of 0.4 is too little for category "devise slow": clear-cache asks for at least 0.8, free-memory asks for at least 0.5',
    hint: "Give --confidence 0.5 or more, or name the task.",
  },
])("$name", ({ choice, message, hint }) => {
  expect(explainNoChoice(choice, asked)).toEqual({ message, hint });
});
