import type { Fault } from "../../model/fault.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Task } from "../../model/task.ts";
import { namedByScript, namedByTask } from "../../plan/index.ts";
import type { Repository } from "../../repository/index.ts";
import type { Head } from "./read-head.ts";

/** Beyond so many files that call each other nobody would read on either. */
const mostFiles = 2000;

/**
 * Which files of the repository the files that tasks use name, and these in turn: scripts that source or call others.
 * Nothing is read where no file has changed. What is gone is there, too: somebody may still name it.
 */
export async function followFiles(of: {
  head: Head;
  repository: Repository;
  tasks: Iterable<Task>;
  changedFiles: readonly string[];
}): Promise<Result<ReadonlyMap<string, readonly string[]>, Fault>> {
  const named = new Map<string, readonly string[]>();
  if (of.changedFiles.length === 0) return ok(named);
  const { tree, sha } = of.head;
  const known = new Map(of.changedFiles.map((path) => [path, true]));
  let coming = [...new Set([...of.tasks].flatMap((task) => namedByTask(task, isFile)))];
  while (coming.length > 0 && named.size < mostFiles) {
    const read = await of.repository.readFiles(sha, coming.slice(0, mostFiles - named.size));
    if (!read.ok) return read;
    for (const path of coming) {
      const text = read.value.get(path)?.toString("utf8");
      named.set(path, text === undefined ? [] : namedByScript(path, text, isFile));
    }
    coming = [...new Set(coming.flatMap((path) => named.get(path)!))].filter((path) => !named.has(path));
  }
  return ok(named);

  function isFile(path: string): boolean {
    const already = known.get(path);
    if (already !== undefined) return already;
    const kind = tree.files.find(path)?.kind;
    const found = kind === "file" || kind === "executable";
    known.set(path, found);
    return found;
  }
}
