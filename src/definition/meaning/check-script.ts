import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { missingScript, outsideRepository } from "../../diagnostics/meaning-codes.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { RevisionEntry } from "../../model/files.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { resolvePath } from "./resolve-path.ts";

/** As many symbolic links as Linux follows for one path: path_resolution(7). */
const mostLinks = 40;

/** The script's path in the repository, if it is there. Symbolic links are followed, but not out of the repository. */
export function checkScript(
  written: string,
  span: Span,
  find: (path: string) => RevisionEntry | undefined,
): Result<string, Diagnostic> {
  const resolved = resolvePath(written);
  if (!resolved.ok) return failure(outsideRepository(span, written, resolved.error));
  let path = resolved.value;
  for (let links = 0; links <= mostLinks; links++) {
    const entry = findOnTheWay(path, find);
    if (entry === undefined) {
      const problem =
        links === 0
          ? "is not in the repository"
          : `is a link to ${JSON.stringify(path)}, which is not in the repository`;
      return failure(missingScript(span, written, problem));
    }
    if (entry.kind === "submodule")
      return failure(missingScript(span, written, "is in a submodule, which runs do not get"));
    if (entry.kind !== "symlink") return ok(resolved.value);
    const target = entry.target ?? "";
    const next = resolvePath(target, entry.path.split("/").slice(0, -1).join("/"));
    if (!next.ok) {
      return failure(outsideRepository(span, written, `is a link to ${JSON.stringify(target)}, which ${next.error}`));
    }
    path = `${next.value}${path.slice(entry.path.length)}`;
  }
  return failure(missingScript(span, written, "is a link that leads in a circle"));
}

/** The entry at the path, or the link or submodule that stands where it has a folder. */
function findOnTheWay(path: string, find: (path: string) => RevisionEntry | undefined): RevisionEntry | undefined {
  const entry = find(path);
  if (entry !== undefined) return entry;
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
    const folder = find(path.slice(0, slash));
    if (folder?.kind === "symlink" || folder?.kind === "submodule") return folder;
  }
  return undefined;
}
