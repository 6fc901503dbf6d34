import type { Finding } from "./check.ts";
import { fine, warning } from "./check.ts";

/** What is to be seen of the control groups of a process. */
export interface SeenGroups {
  /** Of its own group, of version 2; undefined: it has none. */
  readonly path: string | undefined;
  readonly whose: string;
  /** Whether groups may be made below it. */
  readonly mayMake: boolean;
  /** Which it may hand to them. */
  readonly controllers: readonly string[];
  /** The text of its /proc/PID/cgroup. */
  readonly memberships: string;
}

const what = "control groups";
const wanted = ["memory", "pids", "cpu", "io"];
const watched = "memory is watched, not held";
const searched = "a kill finds processes by group, session, ancestry and environment";
const delegate = "Set Delegate=yes and DelegateSubgroup=runner in the runner's unit.";
const unify =
  "Boot with cgroup_no_v1=all (under systemd: systemd.unified_cgroup_hierarchy=1): the runner uses version 2 alone.";

/** Pure. A host may have version 1, version 2, or both, with the controllers in the first (cgroups(7), "hybrid"). */
export function judgeGroups({ path, whose, mayMake, controllers, memberships }: SeenGroups): Finding {
  const old = wanted.filter((name) => new RegExp(`^\\d+:([^:]*,)?${name}(,[^:]*)?:`, "m").test(memberships));
  if (path === undefined)
    return warning(
      what,
      "this host has none of version 2",
      `${old.length > 0 ? unify : delegate} Without: ${searched}; ${watched}.`,
    );
  if (!mayMake)
    return warning(
      what,
      `groups below ${path} cannot be made (${whose})`,
      `${delegate} Without: ${searched}; ${watched}.`,
    );
  const usable = wanted.filter((name) => controllers.includes(name));
  if (usable.length > 0) return fine(what, `${usable.join(" ")}, at ${path} (${whose})`);
  if (old.length > 0)
    return warning(
      what,
      `a kill goes by ${path} (${whose}); ${old.join(", ")} are controllers of version 1`,
      `${unify} Without: ${watched}.`,
    );
  return warning(
    what,
    `a kill goes by ${path} (${whose}); no controller is delegated to it`,
    `${delegate} Without: ${watched}.`,
  );
}
