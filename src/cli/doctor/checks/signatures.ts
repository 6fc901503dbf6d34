import { accessSync, constants, statSync } from "node:fs";
import type { Check, Finding, Patient } from "../check.ts";
import { fine, problem } from "../check.ts";
import { lookForTools } from "../look-for-tools.ts";

/** Signed commits and signed reports, where settings ask for them. */
export const signatures: Check = {
  name: "signatures",
  of: "repository",
  async look(patient) {
    const { requireSigned } = patient.settings.git;
    const { signKey } = patient.settings.reports;
    if (requireSigned.length === 0 && signKey === "") return [fine("signatures", "neither asked for nor made")];
    return [
      ...(await lookAtTool(patient)),
      ...(await lookAtLists(patient, requireSigned)),
      ...(signKey === "" ? [] : [lookAtKey(signKey)]),
    ];
  },
};

async function lookAtTool(patient: Patient): Promise<readonly Finding[]> {
  const [tool] = await lookForTools(patient, [{ name: "ssh-keygen" }]);
  if (tool!.isOnPath) return [fine("ssh-keygen", tool!.found.split(" ")[0]!)];
  return [problem("ssh-keygen", tool!.found, "Install OpenSSH's client: it makes signatures and checks them.")];
}

async function lookAtLists({ here, core }: Patient, lists: readonly string[]): Promise<readonly Finding[]> {
  const sha = core.inForce?.revision.sha ?? (await here.repository.resolve("HEAD"));
  const read = await here.repository.readFiles(sha, lists);
  if (!read.ok) return [problem("signers", read.error.what, read.error.hint)];
  return lists.map((list) => {
    const signers =
      read.value
        .get(list)
        ?.toString("utf8")
        .split("\n")
        .filter((line) => /^[^#\s]/.test(line)).length ?? 0;
    if (signers > 0) return fine(`signers in ${list}`, signers === 1 ? "1 line" : `${signers} lines`);
    return problem(
      `signers in ${list}`,
      "nobody is listed there",
      `Write who may sign into ${list}: docs/signatures.md.`,
    );
  });
}

function lookAtKey(path: string): Finding {
  const what = "key for reports";
  try {
    accessSync(path, constants.R_OK);
    const { mode } = statSync(path);
    if ((mode & 0o077) === 0) return fine(what, path);
    return problem(what, `${path} can be read by others, and ssh-keygen refuses such a key`, `chmod 600 ${path}`);
  } catch (error) {
    return problem(what, (error as Error).message, "Make the key, or correct sign_key of [reports].");
  }
}
