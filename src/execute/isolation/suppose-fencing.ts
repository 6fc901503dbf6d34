import type { Abilities } from "./abilities.ts";
import { probeAbilities } from "./abilities.ts";
import type { Fencing } from "./fencing.ts";
import { findLacks } from "./fencing.ts";

const controllers = new Set(["memory", "pids", "cpu", "io"]);

/** For whoever only looks, and is not in the runner's control group: that it has all controllers is supposed. */
export function supposeFencing(): Pick<Fencing, "lacks"> {
  let probed: Promise<Abilities> | undefined;
  return { lacks: (isolation) => findLacks(isolation, () => (probed ??= probeAbilities(controllers))) };
}
