import { expect, test } from "vitest";
import type { SeenGroups } from "../../../src/cli/doctor/judge-groups.ts";
import { judgeGroups } from "../../../src/cli/doctor/judge-groups.ts";

const seen: SeenGroups = {
  path: "/sys/fs/cgroup/runner.service",
  whose: "the runner's",
  mayMake: true,
  controllers: ["cpuset", "cpu", "io", "memory", "pids"],
  memberships: "0::/runner.service/runner\n",
};
const hybrid = "4:memory:/x\n3:cpu,cpuacct:/\n2:pids:/\n1:name=systemd:/\n0::/\n";

test.each<[host: string, seen: Partial<SeenGroups>, state: string, found: string, fix: string]>([
  ["version 2, delegated", {}, "ok", "memory pids cpu io, at /sys/fs/cgroup/runner.service", ""],
  ["some controllers", { controllers: ["pids", "misc"] }, "ok", "pids, at", ""],
  ["none delegated", { controllers: [] }, "warning", "a kill goes by /sys/fs/cgroup/runner.service", "Delegate=yes"],
  ["no right to it", { mayMake: false }, "warning", "groups below", "Delegate=yes"],
  [
    "both versions, the controllers in the first",
    { path: "/sys/fs/cgroup/unified", controllers: [], memberships: hybrid },
    "warning",
    "a kill goes by /sys/fs/cgroup/unified (the runner's); memory, pids, cpu are controllers of version 1",
    "Boot with cgroup_no_v1=all",
  ],
  ["version 1 alone", { path: undefined, memberships: hybrid }, "warning", "none of version 2", "cgroup_no_v1=all"],
  ["none at all", { path: undefined, memberships: "" }, "warning", "none of version 2", "Delegate=yes"],
])("on a host with %s", (_, host, state, found, fix) => {
  const finding = judgeGroups({ ...seen, ...host });
  expect(finding.state).toBe(state);
  expect(finding.found).toContain(found);
  expect("fix" in finding ? finding.fix : "").toContain(fix);
});
