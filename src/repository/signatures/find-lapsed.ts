import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { readObjects } from "../revision/read-objects.ts";
import type { Refusal } from "./explain-refusal.ts";
import { describe } from "./explain-refusal.ts";
import { findSignature } from "./find-signature.ts";
import type { Keys } from "./lay-out-keys.ts";
import { runTool } from "./run-tool.ts";
import type { Verified } from "./verify-commits.ts";

/**
 * Git holds an ssh key's `valid-before` against the commit's own date, which whoever has an old key may choose. So each
 * key also has to be valid now, as gpg's have to be anyway. One commit stands for all that its key has signed.
 */
export async function findLapsed(
  cwd: string,
  verified: readonly Verified[],
  keys: Keys,
): Promise<Result<Refusal | undefined, Fault>> {
  const firsts = [...new Map(verified.toReversed().map((each) => [each.fingerprint, each])).values()];
  const doing = "reading signatures";
  const read = await readObjects({ cwd, names: firsts.map(({ commit }) => commit), doing, limit: 1024 * 1024 });
  if (!read.ok) return read;
  for (const each of firsts.toReversed()) {
    const raw = read.value.get(each.commit) ?? Buffer.alloc(0);
    const signature = findSignature(raw);
    if (signature?.format !== "ssh") continue;
    const path = join(keys.dir, "signature");
    await writeFile(path, signature.armour);
    const valid = await runTool("ssh-keygen", ["-Y", "find-principals", "-s", path, "-f", keys.allowedSigners], {});
    if (!valid.ok) return valid;
    if (valid.value) continue;
    const why = `is signed with the ssh key ${each.fingerprint} of ${each.signer}, which is no longer valid, whatever date the commit bears`;
    return ok({ kind: "refused", reason: "expired-key", detail: describe(each, raw, why) });
  }
  return ok(undefined);
}
