// takes       a folder on this machine
// gives       the repository it is in: revisions as files, a branch to commit reports to
// fails with  Faults: where git, the disk or the network do not do as asked, in one sentence and with what to do
// guarantees  no prompt, no hook, no force push; the user's branches, index and work tree stay as they are

import type { Fault } from "../model/fault.ts";
import type { Result } from "../model/result.ts";
import { ok } from "../model/result.ts";
import { findRepository } from "./find-repository.ts";
import { defaultNetwork } from "./remote/reach.ts";
import type { Repository } from "./repository.ts";
import { makeRepository } from "./repository.ts";

export { initRepository } from "./init-repository.ts";
export type { Network } from "./remote/reach.ts";
export type { FoundRemoval } from "./reports/find-removal.ts";
export type { ReportsBranch, ReportsOptions } from "./reports/reports-branch.ts";
export { checkSignature } from "./reports/check-signature.ts";
export type { TipSigner } from "./reports/sign-tip.ts";
export type { Repository } from "./repository.ts";
export type { ReadRevision } from "./revision/read-revision.ts";
export { readFolder } from "./revision/read-folder.ts";
export { openShadow } from "./shadow-repository.ts";
export { removeTree } from "./revision/remove-tree.ts";

/** Opens the repository that `dir` is in: that of the work tree, linked or not, or a bare one. */
export async function openRepository(dir: string): Promise<Result<Repository, Fault>> {
  const found = await findRepository(dir);
  return found.ok ? ok(makeRepository(found.value, defaultNetwork)) : found;
}
