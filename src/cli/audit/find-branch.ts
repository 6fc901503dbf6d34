import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Instant } from "../../model/instant.ts";
import { reportsBranch } from "../../model/reports-branch.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { readFirstSettings } from "../../reconcile/read-settings.ts";
import type { Here } from "../open-here.ts";
import { readCore } from "../read-core.ts";

/** The reports branch as this clone has it. */
export interface FoundBranch {
  readonly name: string;
  /** The fuller one of the two, else the remote's: that is the one that everybody sees. */
  readonly tip: Sha;
  readonly ours: Sha | undefined;
  /** As last fetched or pushed. */
  readonly theirs: Sha | undefined;
  /** Each of the two has commits that the other has not. */
  readonly parted: boolean;
}

/** Our own branch and the remote-tracking one; nothing is fetched. */
export async function findBranch(
  here: Here,
  options: { now: () => Instant; branch: string | undefined },
): Promise<Result<FoundBranch, Fault>> {
  const { repository } = here;
  const settings = await readSettings(here, options.now);
  if (!settings.ok) return settings;
  const { reports } = settings.value;
  const name = options.branch ?? reportsBranch(settings.value);
  const ours = await repository.resolve(`refs/heads/${name}`);
  const theirs = await repository.resolve(`refs/remotes/${reports.remote}/${name}`);
  if (ours === undefined && theirs === undefined) return failure(nowhere(name, reports.remote));
  const only = ours ?? theirs!;
  if (ours === undefined || theirs === undefined) return ok({ name, tip: only, ours, theirs, parted: false });
  const isAhead = await repository.isAncestor(theirs, ours);
  if (!isAhead.ok) return isAhead;
  if (isAhead.value) return ok({ name, tip: ours, ours, theirs, parted: false });
  const isBehind = await repository.isAncestor(ours, theirs);
  if (!isBehind.ok) return isBehind;
  return ok({ name, tip: theirs, ours, theirs, parted: !isBehind.value });
}

async function readSettings({ repository, ...here }: Here, now: () => Instant) {
  const core = await readCore({ repository, ...here }, { now: now() });
  if (!core.ok) return core;
  core.value.close();
  const inForce = core.value.state.catalog?.settings;
  return ok(inForce ?? (await readFirstSettings({ repository, host: here.host, now })));
}

function nowhere(name: string, remote: string): Fault {
  return {
    kind: "stalled",
    what: `there is no branch ${name} here, neither our own nor one of ${remote}`,
    hint: `\`git fetch ${remote} ${name}\` may bring it; --branch names another one. It is made with the first report.`,
  };
}
