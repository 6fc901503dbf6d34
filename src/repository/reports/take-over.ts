import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { fetchBranch } from "../remote/fetch-branch.ts";
import type { Network } from "../remote/reach.ts";
import { remoteTip } from "../remote/remote-tip.ts";
import { isAncestor } from "../revision/is-ancestor.ts";
import { moveBranch, readTip } from "./move-branch.ts";

/** What to do when each side has commits that the other has not. */
export type WhenDiverged = "keep-ours" | "take-theirs";

/**
 * Brings our branch up to the remote's: if we have none, or theirs contains ours. If ours contains theirs, or they have
 * none, ours stays. If the two have parted, `whenDiverged` decides; `dropped` says that commits of ours were left out.
 */
export async function takeOver(
  at: { place: Place; network: Network },
  remote: string,
  branch: string,
  whenDiverged: WhenDiverged,
): Promise<Result<{ tip: Sha | undefined; dropped: boolean }, Fault>> {
  const reached = { cwd: at.place.dir, network: at.network };
  const there = await remoteTip(reached, remote, branch);
  if (!there.ok) return there;
  const ours = await readTip(at.place, branch);
  if (there.value === undefined || there.value === ours) return ok({ tip: ours, dropped: false });
  const theirs = await fetchBranch(reached, remote, branch);
  if (!theirs.ok) return theirs;
  const ahead = ours === undefined ? ok(false) : await isAncestor({ cwd: at.place.dir }, theirs.value, ours);
  if (!ahead.ok) return ahead;
  if (ahead.value) return ok({ tip: ours, dropped: false });
  const contained = ours === undefined ? ok(true) : await isAncestor({ cwd: at.place.dir }, ours, theirs.value);
  if (!contained.ok) return contained;
  if (!contained.value && whenDiverged === "keep-ours") return ok({ tip: ours, dropped: false });
  const moved = await moveBranch(at.place, { branch, from: ours, to: theirs.value });
  return moved.ok ? ok({ tip: theirs.value, dropped: !contained.value }) : failure(movedMeanwhile(branch, moved.error));
}

/** The swap fails where a commit of ours came in between: nothing is wrong, the next round sees it. */
function movedMeanwhile(branch: string, fault: Fault): Fault {
  if (fault.kind === "stalled" || !/but expected|already exists|unable to resolve/.test(fault.what)) return fault;
  return {
    kind: "transient",
    what: `taking over ${branch} from the remote: our own branch moved meanwhile`,
    hint: "It is tried again at once.",
    retryAfterMs: 100,
  };
}
