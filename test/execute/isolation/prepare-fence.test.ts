import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findRunFolder } from "../../../src/execute/launch/run-folder.ts";
import { prepareFence } from "../../../src/execute/isolation/prepare-fence.ts";
import { noIsolation, noLimits } from "../../../src/model/isolation.ts";
import { makeStage, run } from "../stage.ts";

test("what an earlier attempt left running keeps its control group: the next one is counted for itself", async () => {
  const stage = await makeStage();
  const place = mkdtempSync(join(tmpdir(), "runner-groups-"));
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  const abilities = {
    ...{ uid: 0, gid: 0, tools: new Map(), mounts: undefined, networks: undefined, nice: 0 },
    controllers: new Set(["pids"]),
  };
  const isolation = { ...noIsolation, limits: { ...noLimits, processes: 9 } };
  const groups = [1, 2].map((launch) => {
    const folder = findRunFolder(join(place, "state"), run, launch);
    mkdirSync(folder.path, { recursive: true });
    const fence = prepareFence(stage.order({ launch, isolation }), {
      folder,
      abilities,
      groups: join(place, "groups"),
    });
    const group = fence.ok ? fence.value.group! : fence.error;
    expect(readFileSync(folder.cgroup, "utf8")).toBe(group);
    expect(readFileSync(join(group, "pids.max"), "utf8")).toBe("9");
    return group;
  });
  expect(new Set(groups).size).toBe(2);
});
