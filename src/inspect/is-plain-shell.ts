/** Where one of these begins a command it opens, or goes on with, something longer. */
const reserved = new Set(
  "if then elif else fi for while until do done case esac in select function time coproc { } ! [[ ]]".split(" "),
);

/** Blanks and comments, breaks, operators, redirections, words: what no shell reads otherwise than any other. */
const token =
  /(?<blank>[ \t]+)|(?<comment>#[^\n]*)|(?<end>[\n;])|(?<joint>&&|\|\|?)|(?<copy>[0-9]?>&[0-9])|(?<redirect>[0-9]?>>?|<)|(?<word>(?:[\w@%+=:,./~*?[\]!^-]|\$\w|\$\{\w+\}|"(?:[^"\\$`!]|\$\w|\$\{\w+\})*"|'[^']*')(?:[\w@%+=:,./~*?[\]!^#-]|\$\w|\$\{\w+\}|"(?:[^"\\$`!]|\$\w|\$\{\w+\})*"|'[^']*')*)/y;

/**
 * Whether a text is nothing but simple commands, of which any shell can be told to read them without asking it: most tasks
 * are a line of that kind, and ten thousand of them would be ten thousand processes. False: ask.
 */
export function isPlainShell(text: string): boolean {
  /** What may come: a command; another word of it; the name of a file, to which it is sent. */
  let expects: "command" | "words" | "file" = "command";
  let joined = false;
  for (token.lastIndex = 0; token.lastIndex < text.length;) {
    const { index, groups } = token.exec(text) ?? {};
    if (index === undefined || groups === undefined) return false;
    if (groups["blank"] !== undefined || groups["comment"] !== undefined) continue;
    if (groups["word"] !== undefined) {
      if (expects === "command" && reserved.has(groups["word"])) return false;
      expects = "words";
      joined = false;
    } else if (groups["copy"] !== undefined) {
      if (expects !== "words") return false;
    } else if (groups["redirect"] !== undefined) {
      if (expects !== "words") return false;
      expects = "file";
    } else if (groups["end"] === "\n") {
      if (expects === "file") return false;
      expects = "command";
    } else {
      if (expects !== "words") return false;
      expects = "command";
      joined = groups["joint"] !== undefined;
    }
  }
  return expects !== "file" && !joined;
}
