import { accessSync, constants, readFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Check } from "../check.ts";
import { fine, warning } from "../check.ts";

const mounted = "/sys/fs/cgroup";
const what = "control groups";

/** Whether the runner, or whoever asks, may make groups beside its own (cgroups(7)): limits and kills are exact then. */
export const controlGroups: Check = {
  name: "control groups",
  of: "host",
  look({ holder }) {
    const delegate =
      "Set Delegate=yes and DelegateSubgroup=runner in the runner's unit. Without: a kill finds processes by group, session, ancestry and environment; memory is watched, not held.";
    const group = ownGroup(holder?.pid ?? process.pid);
    if (group === undefined) return [warning(what, "this host has none of version 2 at /sys/fs/cgroup", delegate)];
    const whose = holder ? "the runner's" : "of who asks: no runner is up";
    try {
      accessSync(`${mounted}${dirname(group)}`, constants.W_OK);
      const controllers = readFileSync(`${mounted}${group}/cgroup.controllers`, "utf8").trim();
      if (controllers !== "") return [fine(what, `${controllers}, at ${group} (${whose})`)];
      return [warning(what, `no controller is delegated to ${group} (${whose})`, delegate)];
    } catch {
      return [warning(what, `groups beside ${group} cannot be made (${whose})`, delegate)];
    }
  },
};

function ownGroup(pid: number): string | undefined {
  try {
    accessSync(`${mounted}/cgroup.controllers`);
    return /^0::(.*)$/m.exec(readFileSync(`/proc/${pid}/cgroup`, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
