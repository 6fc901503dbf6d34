import type { Entry } from "./manifest.ts";
import type { WhereToRead } from "./read-contents.ts";
import { readContents } from "./read-contents.ts";

/** Adds what lstat(2) does not tell: the SHA-256 of each file, and attributes. */
export async function hashEntries(entries: readonly Entry[], where?: WhereToRead): Promise<readonly Entry[]> {
  const asked = entries.filter((entry) => entry.kind === "folder" || isOwnFile(entry));
  const found = await readContents(
    asked.map(({ path }) => path),
    where,
  );
  return entries.map((entry) => {
    if (entry.kind !== "folder" && entry.kind !== "file") return entry;
    const contents = found.get(entry.same ?? entry.path);
    if (contents === undefined) return entry;
    const { sha256, attributes } = contents;
    return {
      ...entry,
      ...(entry.kind === "file" && { sha256 }),
      ...(attributes !== undefined && { attributes }),
    };
  });
}

function isOwnFile({ kind, same }: Entry): boolean {
  return kind === "file" && same === undefined;
}
