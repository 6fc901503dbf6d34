import type { Command, Task } from "../../model/task.ts";

/**
 * Whether a task's commands name a file of the repository: as their script, as a word of a list, or somewhere in shell
 * text. `path` is relative to the repository's root; a task that works in a folder of it may name the file from there.
 */
export function usesFile(task: Task, path: string): boolean {
  if (task.secrets.some(({ source }) => source.provider === "age" && source.path === path)) return true;
  const names = namesFrom(task.workdir, path);
  return [task.command, task.check].some((command) => command !== undefined && isNamed(command, path, names));
}

/** How the file may be called by whoever works in `workdir`. */
function namesFrom(workdir: string, path: string): readonly string[] {
  if (workdir === ".") return [path];
  return path.startsWith(`${workdir}/`) ? [path, path.slice(workdir.length + 1)] : [path];
}

function isNamed(command: Command, path: string, names: readonly string[]): boolean {
  switch (command.kind) {
    case "script":
      return command.path === path || command.args.some((word) => names.includes(withoutDot(word)));
    case "argv":
      return command.argv.some((word) => names.includes(withoutDot(word)));
    case "text":
      return names.some((name) => isWordOf(command.text, name));
  }
}

function withoutDot(word: string): string {
  return word.startsWith("./") ? word.slice(2) : word;
}

/** `scripts/x.sh` in `./scripts/x.sh --all` and in `"$RUNNER_REPO/scripts/x.sh"`, not in `scripts/x.sh.old`. */
function isWordOf(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const before = text[at - 1] ?? " ";
    const after = text[at + name.length] ?? " ";
    if (!/[\w.-]/.test(before) && !/[\w/-]|\.(?=\w)/.test(after + (text[at + name.length + 1] ?? ""))) return true;
  }
  return false;
}
