import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { ReportCommit } from "../../model/report-commit.ts";

/** Signs the tip that a batch is put on, and makes the file that carries the signature. */
export interface TipSigner {
  /** Path of a private SSH key without a passphrase, or of a public one whose private one an agent holds. */
  readonly key: string;
  readonly namespace: string;
  readonly text: (tip: string) => string;
  readonly file: (tip: string, signature: string) => ReportCommit["files"][number];
}

/** By `ssh-keygen -Y sign` (ssh-keygen(1)), which needs no git that can put a signature into an imported commit. */
export async function signTip(signer: TipSigner, tip: string): Promise<Result<ReportCommit["files"][number], Fault>> {
  const { execa } = await import("execa");
  const args = ["-Y", "sign", "-q", "-f", signer.key, "-n", signer.namespace];
  const signed = await execa("ssh-keygen", args, { input: signer.text(tip), reject: false, stripFinalNewline: false });
  if (signed.exitCode === 0) return ok(signer.file(tip, signed.stdout));
  const said = signed.stderr.trim().split("\n")[0] ?? "";
  return failure({
    kind: "stalled",
    what: `signing reports with ${signer.key}: ${said || (signed.shortMessage ?? "ssh-keygen could not")}`,
    hint: "reports.sign_key has to name an SSH key without a passphrase that the runner's user may read. Reports wait until it does.",
  });
}
