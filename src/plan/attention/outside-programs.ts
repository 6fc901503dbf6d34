import type { Command, Task } from "../../model/task.ts";
import { shellOf } from "../../model/task.ts";

/** Where a command begins, or the word after a program that executes it. */
const begin = String.raw`(?:^|[;&|({]|\b(?:then|do|else|exec|sudo|env|nohup|nice|ionice|source|(?:ba|da)?sh|python3?|node|perl|ruby)\b|(?<=^|[\s;&|])\.)`;
const inText = new RegExp(String.raw`${begin}(?:\s+-\S+|\s+\w+=\S*)*\s*["']?(/[\w@%+=:,./-]+)`, "gm");

/** Absolute paths of what a task executes: what stands there is the host's, and no revision says what it is. */
export function outsidePrograms({ command, check, shell }: Task): readonly string[] {
  const words = [command, check].flatMap((each) => (each ? listPaths(each) : []));
  return [
    ...new Set([...words, ...shell, ...(shellOf({ command, shell }) ?? [])].filter((word) => word.startsWith("/"))),
  ];
}

function listPaths(command: Command): readonly string[] {
  switch (command.kind) {
    case "argv":
      return findIn(command.argv.join(" "));
    case "text":
      return findIn(command.text.replaceAll("\\\n", " "));
    case "script":
      return [];
  }
}

function findIn(text: string): readonly string[] {
  return [...text.matchAll(inText)].map(([, path]) => path!);
}
