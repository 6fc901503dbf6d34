import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../diagnostics/program.ts";
import { lfsPointer } from "../diagnostics/reading-codes.ts";
import { lfsPointerStart } from "../model/lfs-pointer.ts";
import { listUsers } from "./list-users.ts";

/** Scripts that are no programs, but pointers to them: a run gets what is committed, which no interpreter can execute. */
export function findPointers(
  programs: readonly Program[],
  scripts: ReadonlyMap<string, Uint8Array>,
): readonly Diagnostic[] {
  return [...scripts].flatMap(([path, bytes]) => {
    const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, lfsPointerStart.length));
    if (start.toString("latin1") !== lfsPointerStart) return [];
    const text = Buffer.from(bytes).toString("utf8");
    const users = programs.filter(({ command }) => command.kind === "script" && command.path === path);
    const related = listUsers(users);
    return [{ ...lfsPointer({ source: { path, text }, start: 0, end: text.indexOf("\n") }), related }];
  });
}
