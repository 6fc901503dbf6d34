/** The README's table of task keys, made of what schemas/task.schema.json says about each. */

import { renderToml } from "./render-toml.ts";

type Schema = Record<string, unknown>;

const start = "<!-- keys: from schemas/task.schema.json by `npm run generate` -->";
const end = "<!-- /keys -->";

/** The README with a fresh table between its two marks. Throws if a mark is missing. */
export function fillKeyTable(readme: string, task: Schema): string {
  const [before, rest] = readme.split(start);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`README.md has no table between ${start} and ${end}`);
  const definitions = task["$defs"] as Record<string, Schema>;
  return `${before}${start}\n\n${renderTable(definitions["task"]!["properties"] as Record<string, Schema>)}\n\n${end}${after}`;
}

function renderTable(keys: Record<string, Schema>): string {
  const rows = Object.entries(keys).map(([key, schema]) => [
    `\`${key}\``,
    escape(describe(schema)),
    Object.hasOwn(schema, "default") ? code(schema["default"]) : "",
    code(exampleOf(schema)),
  ]);
  return [["key", "meaning", "default", "example"], ["---", "---", "---", "---"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

/** What the schema says of the key, and its values where that does not name them. */
function describe(schema: Schema): string {
  const text = String(schema["description"]);
  const choices = choicesOf(schema).filter((choice) => !text.includes(`\`${choice}\``));
  return choices.length === 0 ? text : `${text} ${choices.map((choice) => `\`${choice}\``).join(" ")}`;
}

function choicesOf(schema: Schema): readonly string[] {
  const other = schema["else"] as Schema | undefined;
  return (schema["enum"] ?? other?.["enum"] ?? []) as string[];
}

function exampleOf(schema: Schema): unknown {
  const examples = (schema["examples"] ?? choicesOf(schema)) as unknown[];
  if (schema["type"] === "boolean") return !schema["default"];
  return examples.find((example) => example !== schema["default"]);
}

function code(value: unknown): string {
  return value === undefined ? "" : `\`${escape(renderToml(value))}\``;
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}
