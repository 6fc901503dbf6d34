import { accessSync, constants, readFileSync } from "node:fs";
import { findOwnCgroup } from "../../../execute/processes/cgroup.ts";
import type { Check } from "../check.ts";
import { judgeGroups } from "../judge-groups.ts";

/** Whether the runner, or whoever asks, may make groups below its own (cgroups(7)): limits and kills are exact then. */
export const controlGroups: Check = {
  name: "control groups",
  of: "host",
  look({ holder }) {
    const pid = holder?.pid ?? process.pid;
    const path = findOwnCgroup(pid);
    return [
      judgeGroups({
        path,
        whose: holder ? "the runner's" : "of who asks: no runner is up",
        mayMake: path !== undefined && isWritable(`${path}/cgroup.procs`),
        controllers: readText(`${path}/cgroup.controllers`).split(/\s+/).filter(Boolean),
        memberships: readText(`/proc/${pid}/cgroup`),
      }),
    ];
  },
};

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
