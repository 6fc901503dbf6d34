import type { WalkedCommit } from "../../model/walked-commit.ts";
import type { Attestation } from "../attest/attestation.ts";
import { parseAttestation } from "../attest/attestation.ts";
import { attestationPath, isAttestationPath } from "../branch-paths.ts";
import type { Tell } from "./finding.ts";

/** Signatures that a commit brings. Whether they are good is for who has keys; that they are of what lies below is for all. */
export function checkAttestations(
  commit: WalkedCommit,
  isBelow: (sha: string) => boolean,
  tell: Tell,
): readonly Attestation[] {
  return commit.changes.flatMap(({ path, kind, content }) => {
    if (!isAttestationPath(path)) return [];
    const attestation = content && parseAttestation(content.toString("utf8"));
    if (kind === "removed") tell("signature", "the signature of a host is never removed", path);
    else if (!attestation || attestationPath(attestation.host) !== path)
      tell("signature", "the file is no signature", path);
    else if (!isBelow(attestation.tip)) tell("signature", `it signs ${attestation.tip}, which is not below it`, path);
    else return [attestation];
    return [];
  });
}
