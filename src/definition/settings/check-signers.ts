import { missingSigners } from "../../diagnostics/settings-codes.ts";
import type { RevisionFiles } from "../../model/files.ts";
import type { Settings } from "../../model/settings.ts";
import type { Given } from "../meaning/given.ts";

/** Files of the repository that say who may sign. Those of the host have absolute paths: it is asked when it counts. */
export function listSignerFiles({ requireSigned, revokedSigners }: Settings["git"]): readonly string[] {
  if (requireSigned.length === 0) return [];
  return [...requireSigned, revokedSigners].filter((path) => path !== "" && !path.startsWith("/"));
}

export function checkSigners({ merged, report }: Given, git: Settings["git"], find: RevisionFiles["find"]): void {
  for (const path of listSignerFiles(git)) {
    if (isFile(find(path))) continue;
    const place = git.requireSigned.indexOf(path);
    const written = (merged.value["git"] as { require_signed: unknown }).require_signed;
    const pointer =
      place < 0 ? ["git", "revoked_signers"] : ["git", "require_signed", ...(Array.isArray(written) ? [place] : [])];
    report(missingSigners(merged.locate(pointer, "value"), path));
  }
}

/** git reads what a link leads to as little as the runner does. */
export function isFile(entry: ReturnType<RevisionFiles["find"]>): boolean {
  return entry?.kind === "file" || entry?.kind === "executable";
}
