import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { SignatureRefusal } from "../../model/signature.ts";
import { parseCommit } from "../revision/parse-commit.ts";
import { readObjects } from "../revision/read-objects.ts";
import { findSignature, keyOf } from "./find-signature.ts";
import type { Keys } from "./lay-out-keys.ts";
import type { SignerFiles } from "./read-signers.ts";
import type { Verified } from "./verify-commits.ts";
import { verifyCommits } from "./verify-commits.ts";

interface Why {
  readonly reason: SignatureRefusal;
  readonly text: string;
}

export interface Refusal {
  readonly kind: "refused";
  readonly reason: SignatureRefusal;
  readonly detail: string;
}

const bad: Why = { reason: "bad-signature", text: "has a signature that is not of this commit, or is damaged" };

/** What gpg's verdicts mean, by git's letter for them. */
const ofGpg: Readonly<Record<string, Why>> = {
  R: { reason: "revoked-key", text: "is signed with a gpg key that was revoked" },
  X: { reason: "expired-key", text: "has a signature that has expired" },
  Y: { reason: "expired-key", text: "is signed with a gpg key that has expired" },
  E: { reason: "unknown-signer", text: "is signed with a gpg key that is not in the keyring" },
  B: bad,
};

/** Why a commit that git does not call good is refused; git itself says too little of ssh keys. */
export async function explainRefusal(of: {
  cwd: string;
  verified: Verified;
  keys: Keys;
  files: SignerFiles & { kind: "read" };
}): Promise<Result<Refusal, Fault>> {
  const { cwd, verified, keys, files } = of;
  const { commit, letter, fingerprint } = verified;
  const doing = `reading commit ${commit.slice(0, 12)}`;
  const read = await readObjects({ cwd, names: [commit], doing, limit: 1024 * 1024 });
  if (!read.ok) return read;
  const raw = read.value.get(commit) ?? Buffer.alloc(0);
  const refuse = (why: Why): Result<Refusal, Fault> =>
    ok({ kind: "refused", reason: why.reason, detail: describe(verified, raw, why.text) });

  const signature = findSignature(raw);
  if (signature === undefined) return refuse({ reason: "unsigned", text: "is not signed" });
  if (signature.format === "other")
    return refuse({ reason: "unknown-signer", text: "is signed neither with ssh nor with gpg" });
  if (signature.format === "pgp") {
    if (files.gpg.length === 0)
      return refuse({ reason: "unknown-signer", text: "is signed with gpg, and no keyring is listed" });
    return refuse(ofGpg[letter] ?? bad);
  }
  const key = fingerprint === "" ? "an ssh key" : `the ssh key ${fingerprint}`;
  if (letter === "U") {
    const isListed = files.ssh.some((list) => list.includes(keyOf(signature)));
    return isListed
      ? refuse({ reason: "expired-key", text: `is signed with ${key}, which is listed, but not for that time or use` })
      : refuse({ reason: "unknown-signer", text: `is signed with ${key}, which is not listed` });
  }
  const again = await verifyCommits({ cwd, commits: [commit], config: keys.configWithoutRevoked, env: keys.env });
  if (!again.ok) return again;
  const good = again.value[0]!;
  if (good.letter !== "G") return refuse(bad);
  return refuse({
    reason: "revoked-key",
    text: `is signed with the ssh key ${good.fingerprint} of ${good.signer}, which was revoked`,
  });
}

/** `1a2b3c4d5e6f of Ann <ann@example.org> is not signed`. */
export function describe({ commit }: Pick<Verified, "commit">, raw: Buffer, why: string): string {
  const { committer } = parseCommit(commit, raw);
  return `commit ${commit.slice(0, 12)} of ${committer.replaceAll(/[\x00-\x1f\x7f]/g, "")} ${why}`;
}
