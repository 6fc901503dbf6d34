import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { ReportCommit } from "../../model/report-commit.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Place } from "../find-repository.ts";
import { fastImport } from "./fast-import.ts";
import { moveBranch, readTip } from "./move-branch.ts";
import { findPresent } from "./find-present.ts";
import { renderImport } from "./render-import.ts";
import type { TipSigner } from "./sign-tip.ts";
import { signTip } from "./sign-tip.ts";

/** Somebody moves the branch under our hands so often only if they do nothing else. */
const mostTries = 5;

/**
 * Puts at most `batchLimit` commits on top of the branch: imported into a ref of our own first, which moves nothing that
 * anybody looks at, then the branch is moved by compare-and-swap. Killed between the two: as if nothing had happened.
 *
 *     tip ──▶ import onto tip ──▶ branch from tip to import? ──yes──▶ done
 *      ▲                                    │ no: it has moved
 *      └──── leave out what is there ◀──────┘
 *
 * `knownTip` is where the branch was last seen; being wrong costs one more round.
 */
export async function commitBatch(of: {
  place: Place;
  branch: string;
  author: { readonly name: string; readonly email: string };
  commits: readonly ReportCommit[];
  knownTip: Sha | undefined;
  /** Signs what the commits are put on; its file goes with the last of them. */
  signer: TipSigner | undefined;
}): Promise<Result<Sha, Fault>> {
  const { place, branch, author } = of;
  const ref = `refs/runner/import/${branch}`;
  let { commits } = of;
  let tip = of.knownTip ?? (await readTip(place, branch));
  for (let tries = 1; ; tries += 1) {
    const signed = await withSignature(of.signer, tip, commits);
    if (!signed.ok) return signed;
    const imported = await fastImport(place, renderImport({ ref, tip, author, commits: signed.value }));
    const moved = imported.ok ? await moveBranch(place, { branch, from: tip, to: imported.value }) : imported;
    if (moved.ok) return imported;
    const now = await readTip(place, branch);
    if (now === tip || tries === mostTries) return failure(moved.error);
    tip = now;
    const proofs = commits.map((commit) => commit.proof);
    const present = await findPresent(place, tip, proofs);
    if (!present.ok) return present;
    commits = commits.filter((commit) => !present.value.has(commit.proof));
    if (commits.length === 0 && tip !== undefined) return ok(tip);
  }
}

/** Made anew for each tip: the signature of another one would answer for what is not there. */
async function withSignature(
  signer: TipSigner | undefined,
  tip: Sha | undefined,
  commits: readonly ReportCommit[],
): Promise<Result<readonly ReportCommit[], Fault>> {
  const last = commits.at(-1);
  if (!signer || tip === undefined || !last) return ok(commits);
  const file = await signTip(signer, tip);
  if (!file.ok) return file;
  return ok([...commits.slice(0, -1), { ...last, files: [...last.files, file.value] }]);
}
