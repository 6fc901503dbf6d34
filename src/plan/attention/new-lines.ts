import type { Command, Task } from "../../model/task.ts";

/** Lines of what a task executes that were not there before; a list of words is one line. */
export function newLines(before: Task | undefined, after: Task): readonly string[] {
  const old = new Set(before ? linesOf(before) : []);
  return linesOf(after).filter((line) => !old.has(line));
}

function linesOf({ command, check }: Task): readonly string[] {
  return [command, check].flatMap((of) => (of ? textOf(of).split("\n") : []));
}

/** What a backslash carries on to the next line is one. */
function textOf(command: Command): string {
  switch (command.kind) {
    case "text":
      return command.text.replaceAll("\\\n", " ");
    case "argv":
      return command.argv.join(" ");
    case "script":
      return [command.path, ...command.args].join(" ");
  }
}
