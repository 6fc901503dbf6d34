import type { Program } from "../../diagnostics/program.ts";
import type { RevisionFiles } from "../../model/files.ts";
import { shells } from "../../model/unsaid.ts";
import type { Action, Actions } from "../actions/action.ts";
import type { WrittenTask } from "../meaning/written-task.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { locateProgram, readProgram } from "./read-program.ts";

type Found = Omit<Program, "isExecutable">;

/**
 * Of all tasks, whatever else may be wrong with them, and of the repository's own actions that they use. A script that is
 * not there is told elsewhere, and left out.
 */
export function listPrograms(
  tasks: readonly WrittenTask[],
  actions: Actions,
  find: RevisionFiles["find"],
): readonly Program[] {
  return tasks
    .flatMap((task): readonly Found[] => [...listOwn(task), ...listOfAction(task, actions)])
    .flatMap((program) => asFound(program, find));
}

/** Of the repository's own actions that no task uses. */
export function listUnused(
  tasks: readonly WrittenTask[],
  actions: Actions,
  find: RevisionFiles["find"],
): readonly Program[] {
  const used = new Set(tasks.map(({ merged }) => merged.value["uses"]));
  return actions.own
    .filter(({ name }) => !used.has(name))
    .flatMap(({ programs }) => programs.flatMap((program) => asFound({ ...program, task: "" }, find)));
}

function listOwn({ id = "", merged }: WrittenTask): readonly Found[] {
  return (["run", "check", "rollback"] as const).flatMap((key) => {
    const command = readProgram(merged.value[key] as TaskFile["run"]);
    if (!command) return [];
    const { shell = "bash" } = merged.value as TaskFile;
    const words = typeof shell === "string" ? shells[shell] : shell;
    const locate = (line?: number) => locateProgram(merged, { key, command }, line);
    return [{ task: id, key, command, shell: words, locate }];
  });
}

/** A `check` or `rollback` of the task is in the place of the action's. */
function listOfAction({ id = "", merged }: WrittenTask, actions: Actions): readonly Found[] {
  const { uses } = merged.value;
  const action: Action | undefined = typeof uses === "string" ? actions.find(uses)?.action : undefined;
  const programs = action?.programs.filter(({ key }) => merged.value[key] === undefined) ?? [];
  return programs.map((program) => ({ ...program, task: id }));
}

function asFound(program: Found, find: RevisionFiles["find"]): readonly Program[] {
  if (program.command.kind === "text") return [{ ...program, isExecutable: false }];
  const entry = find(program.command.path);
  return entry ? [{ ...program, isExecutable: entry.kind !== "file" }] : [];
}
