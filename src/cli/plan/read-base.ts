import type { Repository } from "../../repository/index.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Call } from "../verb.ts";
import { textOption } from "../verb.ts";
import type { Base } from "./find-base.ts";
import { findBase } from "./find-base.ts";
import { printNoRevision } from "./read-head.ts";
import type { Past } from "./read-past.ts";

/** What was asked for, else what there is. A revision that is not here is told. */
export async function readBase(
  call: Call,
  repository: Repository | undefined,
  past: Past,
): Promise<{ base: Base | undefined } | { code: ExitCode }> {
  const rev = textOption(call, "base");
  if (rev === undefined) return { base: repository && (await findBase(repository, past)) };
  const sha = await repository?.resolve(rev);
  return sha === undefined ? { code: printNoRevision(call, "base", rev) } : { base: { sha, name: rev } };
}
