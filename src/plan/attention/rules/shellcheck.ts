import { newLines } from "../new-lines.ts";
import type { Rule } from "../rule.ts";

export const shellcheck: Rule = {
  id: "shellcheck",
  means: "ShellCheck, where it is installed, has something to say of shell text that is new or changed.",
  keys: ["run", "check"],
  look({ before, after, compared }) {
    const changed = new Set(newLines(before, after));
    // Of a script it is not known here which of its lines are new.
    return (compared.remarks?.get(after.id) ?? [])
      .filter(({ file, text }) => file !== after.file || changed.has(text) || text.endsWith("\\"))
      .map(({ message, file, line }) => ({ message, file, line }));
  },
};
