import { expect, test } from "vitest";
import { askedSenses, shutdownRuns } from "../../src/decide/index.ts";
import type { EventTrigger } from "../../src/model/trigger.ts";
import { at, makeTask, World } from "./world.ts";

const login: EventTrigger = { key: "login", kind: "login", user: undefined };
const shutdown: EventTrigger = { key: "shutdown", kind: "shutdown" };
const file = (glob: string): EventTrigger => ({ key: glob, kind: "file-changed", glob });

test("what somebody here listens to: each pattern once, also of those that are suspended for now", () => {
  const world = new World().apply([
    makeTask("a", { triggers: [file("/a/*"), file("/b/*")] }),
    makeTask("b", { triggers: [file("/a/*")] }),
    makeTask("c", { triggers: [file("/c/*")], suspend: { until: at("23:00"), reason: "" } }),
    makeTask("d", { triggers: [file("/d/*"), login], enabled: false }),
    makeTask("e", { triggers: [file("/e/*"), login], hosts: ["db-*"] }),
  ]);
  expect(askedSenses(world.state)).toEqual({ logins: false, globs: ["/a/*", "/b/*", "/c/*"] });
  world.apply([makeTask("f", { triggers: [login] })]);
  expect(askedSenses(world.state)).toEqual({ logins: true, globs: [] });
});

test("the runs that the shutdown asked for, with what they need and without what else runs", () => {
  const tasks = [
    makeTask("flush"),
    makeTask("save", { triggers: [shutdown], needs: ["flush"] }),
    makeTask("long"),
    makeTask("other", { needs: ["long"] }),
  ];
  const world = new World().apply(tasks);
  world.request("other");
  expect(world.active).toEqual(["long"]);
  expect(shutdownRuns(world.state)).toEqual([]);
  world.tell({ kind: "shutting-down", now: at("01:00") });
  const open = (): string[] => shutdownRuns(world.state).map(({ task }) => task);
  expect(open().sort()).toEqual(["flush", "save"]);
  world.end("flush");
  expect(open()).toEqual(["save"]);
  world.end("save");
  expect(open()).toEqual([]);
  expect(world.active).toEqual(["long"]);
});
