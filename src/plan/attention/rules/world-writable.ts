import { newLines } from "../new-lines.ts";
import { outsidePrograms } from "../outside-programs.ts";
import type { Rule } from "../rule.ts";

/** By its last digit, others may write; the sticky bit keeps them from replacing what is not theirs (chmod(1)). */
const octal = String.raw`(?:0?[0-7]?[0-7]?[2367]|0?[0246][0-7][0-7][2367])`;
const symbolic = String.raw`(?:\S*,)?[ugoa]*[oa][ugoa]*[+=][rxXst]*w\S*`;
const options = String.raw`(?:\s+-\S+)*\s+`;

const opens = [
  new RegExp(String.raw`\bchmod${options}["']?(?:${octal}|${symbolic})["']?(?=\s|$)`),
  new RegExp(
    String.raw`\b(?:mkdir|install|mkfifo)\b[^\n;&|]*\s(?:-\w*m\s*|--mode[= ])["']?(?:${octal}|${symbolic})["']?(?=\s|$)`,
  ),
  // What the last digit does not take away, others have.
  /\bumask\s+["']?[0-7]{0,3}[0145]["']?(?=\s|[;&|)]|$)/,
];

export const worldWritable: Rule = {
  id: "world-writable",
  means: "What it executes may be written by everybody on the host, or it makes something that may.",
  keys: ["run", "check"],
  look({ before, after, compared }) {
    const old = new Set(before ? outsidePrograms(before) : []);
    const executed = outsidePrograms(after)
      .filter((path) => !old.has(path))
      .flatMap((path) => {
        const what = compared.writable?.get(path);
        if (what === undefined) return [];
        return what === "file"
          ? [`all users of this host may write ${path}, which it executes`]
          : [`all users of this host may replace ${path}, which it executes: they may write its folder`];
      });
    const made = newLines(before, after)
      .filter((line) => opens.some((pattern) => pattern.test(withoutComment(line))))
      .map((said) => ({ message: `what it makes may be written by everybody: ${said.trim()}`, said }));
    return [...executed, ...made];
  },
};

function withoutComment(line: string): string {
  return line.replace(/(^|\s)#.*/, "");
}
