import { expect, test } from "vitest";
import { hasTrigger } from "../../src/decide/gates/needs.ts";
import type { EventTrigger } from "../../src/model/trigger.ts";
import { makeTask } from "./world.ts";

test.each<[string, EventTrigger[], boolean]>([
  ["nothing", [], false],
  ["an event", [{ key: "boot", kind: "boot", delayMs: 0 }], true],
  ["a request", [{ key: "request x 0", kind: "request", category: "x", minConfidence: 0 }], false],
])("a needed task with %s: does it run by itself?", (_, triggers, itself) => {
  expect(hasTrigger({ ...makeTask("a", {}), triggers })).toBe(itself);
});
