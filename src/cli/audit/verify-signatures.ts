import { existsSync } from "node:fs";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { AuditResult, Finding } from "../../report/index.ts";
import { attestationNamespace, renderAttested } from "../../report/index.ts";
import { checkSignature } from "../../repository/index.ts";

/** Holds the newest signature of each host against a file of allowed signers. */
export async function verifySignatures(
  { attested, hosts }: Pick<AuditResult, "attested" | "hosts">,
  of: { signers: string; tip: string },
): Promise<Result<{ findings: readonly Finding[]; remarks: readonly string[] }, Fault>> {
  const { signers, tip } = of;
  if (!existsSync(signers)) {
    const hint = 'It has a line for each key: NAME namespaces="runner-reports" ssh-ed25519 AAAA…; see ssh-keygen(1).';
    return failure({ kind: "stalled", what: `there is no file ${signers} of allowed signers`, hint });
  }
  const findings: Finding[] = [];
  const remarks: string[] = [];
  for (const { host, tip: signed, signature, commit } of attested) {
    const text = renderAttested(host, signed);
    const checked = await checkSignature({ signers, namespace: attestationNamespace, text, signature });
    if (!checked.ok) return checked;
    if (checked.value === undefined) {
      const detail = `the signature of ${host} is not a good one of a key in ${signers}`;
      findings.push({ kind: "signature", commit, detail });
    } else remarks.push(`signed for ${host} by ${checked.value}: all up to ${signed}`);
  }
  if (attested.length === 0) findings.push({ kind: "signature", commit: tip, detail: "no host has signed the branch" });
  else if (attested.length < hosts) remarks.push(`${hosts - attested.length} of ${hosts} hosts do not sign`);
  return ok({ findings, remarks });
}
