import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";

/**
 * Whose good signature of a text this is, by a file of allowed signers (ssh-keygen(1), ALLOWED SIGNERS); undefined: it is
 * nobody's of those, or of another text.
 */
export async function checkSignature(of: {
  signers: string;
  namespace: string;
  text: string;
  signature: string;
}): Promise<Result<string | undefined, Fault>> {
  const { signers, namespace, text } = of;
  const { execa } = await import("execa");
  // It is taken from a file alone.
  const folder = await mkdtemp(join(tmpdir(), "runner-signature-"));
  try {
    const file = join(folder, "signature");
    await writeFile(file, of.signature);
    const find = await execa("ssh-keygen", ["-Y", "find-principals", "-s", file, "-f", signers], { reject: false });
    if (find.exitCode === undefined) return failure(noKeygen(find.shortMessage ?? "it could not be started"));
    const principal = find.exitCode === 0 ? find.stdout.split("\n")[0] : undefined;
    if (principal === undefined) return ok(undefined);
    const args = ["-Y", "verify", "-f", signers, "-I", principal, "-n", namespace, "-s", file];
    const verified = await execa("ssh-keygen", args, { input: text, reject: false });
    return ok(verified.exitCode === 0 ? principal : undefined);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function noKeygen(why: string): Fault {
  return {
    kind: "stalled",
    what: `checking a signature: ${why}`,
    hint: "Install ssh-keygen, which comes with OpenSSH.",
  };
}
