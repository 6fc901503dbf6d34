import type { Abilities, Means } from "./abilities.ts";

/** One thing that tasks may ask for, and how this host grants it. */
export interface Ability {
  readonly what: string;
  readonly granted: boolean;
  /** The means, or what to do to get it. */
  readonly how: string;
}

export function describeAbilities(abilities: Abilities): readonly Ability[] {
  const isRoot = abilities.uid === 0;
  const canSetpriv = abilities.tools.has("setpriv");
  const groups = [...abilities.controllers].sort().join(", ");
  const give = (what: string, granted: boolean, by: string, otherwise: string): Ability => {
    return { what, granted, how: granted ? `by ${by}` : otherwise };
  };
  const spaces = (what: string, means: Means | undefined, otherwise: string): Ability =>
    give(what, means !== undefined, means === "bwrap" ? "bubblewrap" : "unshare", otherwise);
  return [
    give("user", isRoot && canSetpriv, "setpriv", isRoot ? "install util-linux" : "run the runner as root"),
    give("no_new_privileges", canSetpriv, "setpriv", "install util-linux"),
    spaces("read_only", abilities.mounts, isRoot ? "allow mount namespaces" : "install bubblewrap"),
    spaces("network = false", abilities.networks, "allow network namespaces"),
    give(
      "limits.memory, exact",
      abilities.controllers.has("memory"),
      "control group",
      "watched ten times a second, and by the kernel for each process; a control group needs Delegate=yes and DelegateSubgroup=runner",
    ),
    give(
      "limits.cpu",
      abilities.controllers.has("cpu"),
      "control group",
      "needs Delegate=yes and DelegateSubgroup=runner",
    ),
    give(
      "limits.processes",
      abilities.controllers.has("pids") || abilities.tools.has("prlimit"),
      abilities.controllers.has("pids") ? "control group" : "prlimit, not for root",
      "install util-linux",
    ),
    give(
      "limits.open_files, limits.file_size",
      abilities.tools.has("prlimit") && (canSetpriv || !isRoot),
      isRoot ? "prlimit and setpriv" : "prlimit",
      "install util-linux",
    ),
    give(
      "control group controllers",
      groups !== "",
      groups,
      "none is delegated to the runner; set Delegate=yes and DelegateSubgroup=runner in its unit",
    ),
  ];
}
