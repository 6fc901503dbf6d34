import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { SignatureVerdict, Signers } from "../../model/signature.ts";
import type { Place } from "../find-repository.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { findLapsed } from "./find-lapsed.ts";
import { layOutKeys } from "./lay-out-keys.ts";
import { listUnseen } from "./list-unseen.ts";
import { readSigners } from "./read-signers.ts";
import { verifyCommits } from "./verify-commits.ts";

/**
 * Whether every commit that `tip` brings beyond `since` carries a good signature of a listed key, merges and all that
 * they merge included; without `since`, the tip alone. The oldest one that does not is named.
 */
export async function checkSignatures(
  place: Place,
  { since, tip, signers }: { since: Sha | undefined; tip: Sha; signers: Signers },
): Promise<Result<SignatureVerdict, Fault>> {
  const cwd = place.dir;
  const unseen = since === undefined ? ok({ commits: [tip], cutOff: undefined }) : await listUnseen(place, since, tip);
  if (!unseen.ok) return unseen;
  const { commits, cutOff } = unseen.value;
  if (cutOff !== undefined) {
    const detail = `this shallow clone ends at ${cutOff.slice(0, 12)}, so that not all commits since ${since?.slice(0, 12)} can be looked at; fetch the rest: git fetch --unshallow`;
    return ok({ kind: "refused", reason: "incomplete-history", detail });
  }
  if (commits.length === 0) return ok({ kind: "good", signer: undefined });
  const files = await readSigners(cwd, signers);
  if (!files.ok) return files;
  if (files.value.kind === "missing") {
    const { path } = files.value;
    const where = path.startsWith("/") ? "on this host" : `in revision ${signers.of.slice(0, 12)}`;
    const detail = `git.require_signed: there is no ${path} ${where}; RUNNER_GIT_REQUIRE_SIGNED can name a list of the host's`;
    return ok({ kind: "refused", reason: "no-signers", detail });
  }
  const read = files.value;
  return layOutKeys<SignatureVerdict>(read, async (keys) => {
    const verified = await verifyCommits({ cwd, commits, config: keys.config, env: keys.env });
    if (!verified.ok) return verified;
    const refused = verified.value.find(({ letter }) => letter !== "G");
    if (refused) return explainRefusal({ cwd, verified: refused, keys, files: read });
    const lapsed = await findLapsed(cwd, verified.value, keys);
    if (!lapsed.ok) return lapsed;
    const { signer, fingerprint } = verified.value.at(-1)!;
    return ok(lapsed.value ?? { kind: "good", signer: `${signer} (${fingerprint})` });
  });
}
