/** The endings of task files with a letter left out, or two of them swapped. Not `ml`: that is a language. */
const slips: ReadonlyMap<string, string> = new Map(
  Object.entries({
    toml: ["oml", "tml", "tol", "tom", "otml", "tmol", "tolm"],
    yaml: ["aml", "yal", "yam", "ayml", "ymal", "yalm"],
    yml: ["yl", "ym", "myl", "ylm"],
  }).flatMap(([meant, written]) => written.map((slip) => [slip, meant] as const)),
);

/**
 * What a file below tasks.d/ that is no task file was probably meant to be called; undefined where it looks like what it
 * is: a note, a script, or a task file that was renamed to be left out (`x.toml.bak`, `x.toml.off`).
 */
export function guessName(path: string): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  // Some editors and browsers put it there, and file managers hide it.
  if (/\.(toml|ya?ml)\.txt$/i.test(name)) return name.slice(0, -".txt".length);
  const dot = name.lastIndexOf(".");
  // As in cron.d, where names have none. LICENSE, OWNERS and the like are in large letters.
  if (dot < 0) return /^[a-z0-9][a-z0-9_-]*$/.test(name) ? `${name}.toml` : undefined;
  const ending = name.slice(dot + 1).toLowerCase();
  const meant = /^(toml|ya?ml)$/.test(ending) ? ending : ending === "json" ? "yaml" : slips.get(ending);
  return meant && `${name.slice(0, dot)}.${meant}`;
}
