import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../diagnostics/program.ts";
import { tellUser } from "../diagnostics/program.ts";

/** Who executes a script, and where that is written: each task once, and each action, however many tasks use it. */
export function listUsers(programs: readonly Program[]): NonNullable<Diagnostic["related"]> {
  const users = programs.map((program) => ({ message: tellUser(program), span: program.locate() }));
  const byPlace = new Map(users.map((user) => [`${user.span.source.path}:${user.span.start}`, user]));
  return [...byPlace.values()];
}
