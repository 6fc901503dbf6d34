import { newLines } from "../new-lines.ts";
import type { Rule } from "../rule.ts";

/** `rm -rf …` up to the end of that command. */
const removals = /\brm\s+((?:-[-\w]+\s+)+)([^\n;&|]*)/g;

export const rmVariable: Rule = {
  id: "rm-variable",
  means: "rm -r on a variable: where that is empty, more is removed than was meant.",
  keys: ["run", "check"],
  look: ({ before, after }) =>
    newLines(before, after)
      .filter(removesVariable)
      .map((said) => ({
        message: `what a variable says is removed with all that is in it: ${said.trim()} (\${NAME:?} fails where it is empty)`,
        said,
      })),
};

function removesVariable(line: string): boolean {
  return [...line.matchAll(removals)].some(([, flags = "", what = ""]) => {
    const isRecursive = /(?:^|\s)(?:-[a-zA-Z]*[rR]|--recursive)/.test(flags);
    return isRecursive && what.replace(/\$\{\w+:\?[^}]*\}/g, "").includes("$");
  });
}
