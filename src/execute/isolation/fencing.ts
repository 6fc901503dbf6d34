import { mkdirSync } from "node:fs";
import type { Isolation } from "../../model/isolation.ts";
import { noIsolation } from "../../model/isolation.ts";
import type { Result } from "../../model/result.ts";
import type { LaunchOrder } from "../index.ts";
import type { RunFolder } from "../launch/run-folder.ts";
import type { Abilities } from "./abilities.ts";
import { probeAbilities } from "./abilities.ts";
import type { Lack } from "./choose-means.ts";
import { chooseMeans } from "./choose-means.ts";
import type { Ability } from "./describe-abilities.ts";
import { describeAbilities } from "./describe-abilities.ts";
import { findAccount } from "./find-account.ts";
import { enableControllers } from "./make-group.ts";
import type { PreparedFence } from "./prepare-fence.ts";
import { prepareFence } from "./prepare-fence.ts";

/** Fences runs in by the means of this host, which it is asked for once: they change by hands that start a runner anew. */
export interface Fencing {
  /** For the launch of an order that asks for something; a sentence for people where it cannot be had. */
  fence(order: LaunchOrder, folder: RunFolder): Promise<Result<PreparedFence, string>>;
  /** What this host lacks to run such a task as it asks; empty: nothing. */
  lacks(isolation: Isolation): Promise<readonly Lack[]>;
  /** How this host grants what tasks may ask for, a line each, for `doctor`. */
  describe(): Promise<readonly Ability[]>;
}

/** `groups`: where control groups of runs are made, if they can be had. */
export function makeFencing(groups: () => string | undefined): Fencing {
  let probed: Promise<Abilities> | undefined;
  const probe = (): Promise<Abilities> => {
    const parent = groups();
    return (probed ??= probeAbilities(parent === undefined ? new Set() : enableControllers(parent)));
  };
  return {
    async fence(order, folder) {
      const abilities = await probe();
      mkdirSync(folder.path, { recursive: true, mode: 0o700 });
      return prepareFence(order, { folder, abilities, groups: groups() });
    },
    lacks: (isolation) => findLacks(isolation, probe),
    async describe() {
      return describeAbilities(await probe());
    },
  };
}

export async function findLacks(isolation: Isolation, probe: () => Promise<Abilities>): Promise<readonly Lack[]> {
  if (isolation === noIsolation) return [];
  const account = isolation.user && (await findAccount(isolation.user));
  if (account && !account.ok)
    return [{ key: "user", problem: account.error, hint: "Make that user, or correct the name." }];
  const choice = chooseMeans(isolation, account?.value, await probe());
  return choice.kind === "lacks" ? choice.lacks : [];
}
