import { expect, test } from "vitest";
import { findRunFolder } from "../../src/execute/launch/run-folder.ts";
import { measureMemory } from "../../src/execute/processes/measure-memory.ts";
import { makeStage, run } from "./stage.ts";

test("the peaks of all processes of the run count, also of one whose parent is gone", async () => {
  const stage = await makeStage();
  const { executor } = stage.play({ cgroups: "never" });
  const started = await executor.start(stage.order({ command: stage.puppet("first") }));
  if (started.kind !== "started") throw new Error(started.problem);
  const first = await stage.meet("first");
  await first.tell("fork child");
  const child = await stage.meet("child");
  const folder = findRunFolder(stage.stateDir, run, 1);
  const seen = new Map<number, number>();
  const lineage = {
    run,
    launch: 1,
    folder,
    shim: started.process,
    cgroup: undefined,
    seen,
    denied: new Map(),
    spared: new Set<number>(),
  };
  const before = measureMemory(lineage)!;
  await first.tell("grow 60");
  await child.tell("grow 40");
  expect(measureMemory(lineage)! - before).toBeGreaterThan(90 * 1024 ** 2);
  expect([...seen.keys()].sort()).toEqual([first.pid, child.pid].sort());
  first.order("exit 0");
  await first.gone;
  expect(measureMemory(lineage)).toBeGreaterThan(40 * 1024 ** 2);
});
