export type TaskFormat = "toml" | "yaml";

export interface TaskEntry {
  readonly key: string;
  readonly value: string | readonly string[];
}

/** A task file of these keys. `schema`: the way from the file to the schema, for editors. */
export function renderTaskFile(of: {
  entries: readonly TaskEntry[];
  format: TaskFormat;
  schema: string | undefined;
}): string {
  const width = Math.max(...of.entries.map(({ key }) => key.length));
  const lines = of.entries.map(({ key, value }) => {
    return of.format === "toml" ? `${key.padEnd(width)} = ${renderToml(value)}\n` : `${key}: ${renderYaml(value)}\n`;
  });
  if (of.schema === undefined) return lines.join("");
  const hint = of.format === "toml" ? `#:schema ${of.schema}` : `# yaml-language-server: $schema=${of.schema}`;
  return `${hint}\n${lines.join("")}`;
}

function renderToml(value: TaskEntry["value"]): string {
  if (typeof value !== "string") return `[${value.map(quote).join(", ")}]`;
  // As it was typed, line by line; what cannot stand so (toml.io: literal strings hold no control characters) is quoted.
  if (value.includes("\n") && !/'''|'$|[^\P{Cc}\n\t]/u.test(value)) return `'''\n${value}'''`;
  return quote(value);
}

function renderYaml(value: TaskEntry["value"]): string {
  if (typeof value !== "string") return `[${value.map(quote).join(", ")}]`;
  // A block begins with a letter, or its indentation could be misread, and holds nothing that YAML reads as a line end.
  if (/^[^\s].*\n/.test(value) && !/[^\P{Cc}\n\t]|[\u2028\u2029\ufeff]/u.test(value)) {
    const chomp = value.endsWith("\n") ? (value.endsWith("\n\n") ? "+" : "") : "-";
    return `|${chomp}\n${value.replace(/\n$/, "").replace(/^(?=.)/gm, "  ")}`;
  }
  return quote(value);
}

/** JSON's strings are strings of YAML 1.2, and of TOML but for DEL, which TOML wants escaped. */
function quote(text: string): string {
  return JSON.stringify(text.toWellFormed()).replaceAll("\u007f", "\\u007f");
}
