import { expect, test } from "vitest";
import { unfulfilled } from "../../src/decide/unfulfilled.ts";
import type { Outputs } from "../../src/model/outputs.ts";

test.each<{ name: string; output: "text" | "json"; outputs: Outputs | undefined; reason: string | undefined }>([
  { name: "nothing", output: "json", outputs: undefined, reason: undefined },
  { name: "success", output: "json", outputs: { success: true }, reason: undefined },
  { name: "no success", output: "json", outputs: { success: false }, reason: "unsuccessful" },
  { name: "no object", output: "json", outputs: { missing: true }, reason: "no-output" },
  {
    name: "no object, whatever was written",
    output: "json",
    outputs: { missing: true, success: true },
    reason: "no-output",
  },
  {
    name: "no object that says otherwise",
    output: "json",
    outputs: { missing: true, success: false },
    reason: "unsuccessful",
  },
  { name: "problems alone", output: "json", outputs: { problems: [{ where: "a", what: "b" }] }, reason: undefined },
  { name: "a task that promises nothing", output: "text", outputs: { success: false }, reason: undefined },
])("what its outputs make of a run with a good exit code: $name", ({ output, outputs, reason }) => {
  expect(unfulfilled({ output }, outputs)?.reason).toBe(reason);
});
