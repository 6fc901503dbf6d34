import type { Fault } from "../../model/fault.ts";
import type { Sha } from "../../model/ids.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import { readLimit } from "./defines-tasks.ts";
import { readAnything } from "./read-task-file.ts";
import { readObjects } from "./read-objects.ts";

/** See Repository. A path with a line break in it cannot be asked for. */
export async function readFiles(
  dir: string,
  commit: Sha | undefined,
  paths: readonly string[],
): Promise<Result<ReadonlyMap<string, Buffer>, Fault>> {
  if (commit === undefined) {
    const found = new Map<string, Buffer>();
    for (const path of paths) {
      const read = readAnything(dir, path);
      if (read.kind === "read" && read.file.bytes) found.set(path, Buffer.from(read.file.bytes));
    }
    return ok(found);
  }
  const names = paths.filter((path) => !path.includes("\n")).map((path) => `${commit}:${path}`);
  const doing = `reading ${commit.slice(0, 12)}`;
  const read = await readObjects({ cwd: dir, doing, names, limit: readLimit });
  if (!read.ok) return read;
  return ok(new Map([...read.value].map(([name, bytes]) => [name.slice(commit.length + 1), bytes])));
}
