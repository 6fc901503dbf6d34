import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { findRunFolder } from "../../src/execute/launch/run-folder.ts";
import { findMembers } from "../../src/execute/processes/find-members.ts";
import type { Lineage } from "../../src/execute/processes/lineage.ts";
import { readBootId, readOwnChild } from "../../src/execute/processes/read-process.ts";
import type { Stage } from "./stage.ts";
import { makeStage, obedient, run } from "./stage.ts";

const me = readOwnChild(process.pid);

/** Of a run whose shim is gone and was older than any process that still lives: every process is a candidate. */
function makeLineage(stage: Stage, change: Partial<Lineage> = {}): Lineage {
  const folder = findRunFolder(stage.stateDir, run, 1);
  const shim = { pid: 4194304, startTicks: 0, bootId: readBootId() };
  const nobody = { seen: new Map<number, number>(), denied: new Map<number, number>() };
  return { run, launch: 1, folder, shim, cgroup: undefined, ...nobody, spared: new Set([process.pid]), ...change };
}

test.each<{ name: string; change: Partial<Lineage> }>([
  { name: "none of the host's processes", change: {} },
  { name: "a recycled pid that was seen", change: { seen: new Map([[process.ppid, 1]]) } },
  { name: "the runner itself, though it was seen", change: { seen: new Map([[me.pid, me.startTicks]]) } },
  { name: "the session of a shim whose pid was recycled", change: { shim: { ...me, startTicks: 0 } } },
])("not a member: $name", async ({ change }) => {
  expect(findMembers(makeLineage(await makeStage(), change))).toEqual([]);
});

test.each<{ name: string; environment: (stage: Stage) => Record<string, string>; isMember: boolean }>([
  { name: "of this run", environment: () => ({ RUNNER_RUN_ID: run }), isMember: true },
  {
    name: "of this run and folder",
    environment: ({ stateDir }) => ({ RUNNER_RUN_ID: run, RUNNER_TMP: findRunFolder(stateDir, run, 1).tmp }),
    isMember: true,
  },
  { name: "of another run", environment: () => ({ RUNNER_RUN_ID: `${run}0` }), isMember: false },
  {
    name: "of the same run in another clone",
    environment: () => ({ RUNNER_RUN_ID: run, RUNNER_TMP: `/elsewhere/runs/${run}/1.tmp` }),
    isMember: false,
  },
])("by the environment: $name", async ({ environment, isMember }) => {
  const stage = await makeStage();
  const child = spawn(process.execPath, [obedient, stage.socket, "p"], { env: environment(stage), stdio: "ignore" });
  await stage.meet("p");
  expect(findMembers(makeLineage(stage)).map(({ pid }) => pid)).toEqual(isMember ? [child.pid] : []);
});
