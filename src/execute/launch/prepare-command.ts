import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import type { Command } from "../../model/task.ts";
import { findProgram } from "./find-program.ts";

export interface CommandPlace {
  readonly shell: readonly string[];
  readonly workspace: string;
  /** Absolute, and known to exist. */
  readonly workdir: string;
  /** The task's PATH. */
  readonly path: string;
  /** Where shell text is written to. */
  readonly script: string;
  /** Where scripts of built-in actions are. */
  readonly actions: string;
}

/**
 * The words to execute, the first of them a program that is there; or a sentence about what is not. Writes the script
 * file for shell text. Throws what the file system says.
 */
export function prepareCommand(command: Command, place: CommandPlace): Result<readonly string[], string> {
  const words = wordsOf(command, place);
  if (!words.ok) return words;
  const [name, ...args] = words.value;
  if (name === undefined || name === "") return failure("The command is empty. Give run a program as its first item.");
  const program = findProgram({ name, path: place.path, workdir: place.workdir });
  if (program.kind === "missing") return failure(program.problem);
  // The exec of some shells would read a leading dash as an option of its own.
  return ok([name.startsWith("-") ? program.path : name, ...args]);
}

function wordsOf(command: Command, place: CommandPlace): Result<readonly string[], string> {
  switch (command.kind) {
    case "argv":
      return ok(command.argv);
    case "text":
      writeFileSync(place.script, command.text, { mode: 0o700 });
      return ok(fillShell(command.shell ?? place.shell, place.script));
    case "script": {
      const path = join(command.isBuiltIn ? place.actions : place.workspace, command.path);
      const found = statSync(path, { throwIfNoEntry: false });
      if (!found?.isFile()) return failure(`There is no script ${command.path} in this revision. Check the path.`);
      return ok([
        ...((found.mode & 0o111) !== 0 ? [path] : fillShell(command.shell ?? place.shell, path)),
        ...command.args,
      ]);
    }
  }
}

function fillShell(shell: readonly string[], script: string): readonly string[] {
  return shell.map((word) => (word === "{}" ? script : word));
}
