import type { Json, JsonTable } from "../../model/json.ts";
import { isTable } from "../../model/json.ts";

export type TaskFormat = "toml" | "yaml";

export interface TaskEntry {
  readonly key: string;
  /** A table is the last one: in TOML nothing can follow it. */
  readonly value: Json;
}

/** A task file of these keys. `schema`: the way from the file to the schema, for editors. */
export function renderTaskFile(of: {
  entries: readonly TaskEntry[];
  format: TaskFormat;
  schema: string | undefined;
}): string {
  const width = Math.max(...of.entries.map(({ key, value }) => (isTable(value) ? 0 : key.length)));
  const lines = of.entries.map(({ key, value }) => {
    if (isTable(value)) return renderTable(key, value, of.format);
    return of.format === "toml" ? `${key.padEnd(width)} = ${renderToml(value)}\n` : `${key}: ${renderYaml(value)}\n`;
  });
  if (of.schema === undefined) return lines.join("");
  const hint = of.format === "toml" ? `#:schema ${of.schema}` : `# yaml-language-server: $schema=${of.schema}`;
  return `${hint}\n${lines.join("")}`;
}

function renderTable(key: string, table: JsonTable, format: TaskFormat): string {
  const lines = Object.entries(table).map(([name, value]) =>
    format === "toml" ? `${toKey(name)} = ${renderToml(value)}\n` : `  ${JSON.stringify(name)}: ${renderYaml(value)}\n`,
  );
  if (lines.length === 0) return "";
  return format === "toml" ? `\n[${key}]\n${lines.join("")}` : `${key}:\n${lines.join("")}`;
}

function toKey(name: string): string {
  return /^[A-Za-z0-9_-]+$/.test(name) ? name : quote(name);
}

function renderToml(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(renderToml).join(", ")}]`;
  if (isTable(value)) {
    const pairs = Object.entries(value).map(([name, inner]) => `${toKey(name)} = ${renderToml(inner)}`);
    return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
  }
  if (typeof value !== "string") return JSON.stringify(value);
  // As it was typed, line by line; what cannot stand so (toml.io: literal strings hold no control characters) is quoted.
  if (value.includes("\n") && !/'''|'$|[^\P{Cc}\n\t]/u.test(value)) return `'''\n${value}'''`;
  return quote(value);
}

/** What is no text is JSON, which is YAML. */
function renderYaml(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(renderYaml).join(", ")}]`;
  if (typeof value !== "string") return JSON.stringify(value);
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
