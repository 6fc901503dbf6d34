import type { Command } from "../model/task.ts";

/** A command for people: shell text as it is; words as a shell would take them. */
export function renderCommand(command: Command): string {
  switch (command.kind) {
    case "text":
      return command.text.trimEnd();
    case "argv":
      return command.argv.map(quote).join(" ");
    case "script":
      return [command.path, ...command.args].map(quote).join(" ");
  }
}

function quote(word: string): string {
  return /^[\w%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
