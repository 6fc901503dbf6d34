/** What can be checked without executing it. */
const languages = ["bash", "sh", "python3", "node"] as const;
export type Language = (typeof languages)[number];

/** Options after which what is read is not the script alone, or not as it is. */
const otherwise: Readonly<Record<Language, RegExp>> = {
  bash: /^-[a-zA-Z]*[cs]/,
  sh: /^-[a-zA-Z]*[cs]/,
  python3: /^-[a-zA-Z]*[cm]/,
  node: /^-([repi]|-(import|require|loader|experimental|eval|print|test))/,
};

/** Options that the next word belongs to. */
const withValue: Readonly<Record<Language, RegExp>> = {
  bash: /^[-+][a-zA-Z]*[oO]$/,
  sh: /^[-+][a-zA-Z]*o$/,
  python3: /^-[a-zA-Z]*[WX]$/,
  node: /^-C$/,
};

/** The language of a script that these words are to read; `{}` stands for its path. undefined: none that is known. */
export function languageOf(shell: readonly string[]): Language | undefined {
  const [program = "", ...rest] = withoutEnv(shell);
  const name = program.slice(program.lastIndexOf("/") + 1);
  const language = languages.find((each) => each === name);
  const options = rest.slice(0, rest.indexOf("{}"));
  if (language === undefined || !rest.includes("{}")) return undefined;
  const isPlain = options.every((word, i) => {
    if (withValue[language].test(options[i - 1] ?? "")) return true;
    return /^[-+]./.test(word) && !otherwise[language].test(word);
  });
  return isPlain ? language : undefined;
}

/** The words by which the kernel has a script read (execve(2), "Interpreter scripts"); undefined: it does not say. */
export function readShebang(text: string): readonly string[] | undefined {
  const line = /^#![ \t]*(.+)/.exec(text)?.[1];
  return line === undefined ? undefined : [...line.trim().split(/\s+/), "{}"];
}

/** `/usr/bin/env -S NAME=value bash` starts bash. */
function withoutEnv(words: readonly string[]): readonly string[] {
  if (!/^(.*\/)?env$/.test(words[0] ?? "")) return words;
  const first = words.findIndex((word, i) => i > 0 && word !== "-S" && !/^\w+=/.test(word));
  return words.slice(first);
}
