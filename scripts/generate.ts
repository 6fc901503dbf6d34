/**
 * Writes the files that are generated from schemas/ and from the catalogue of diagnostics: `npm run generate`. With
 * `--check` it writes nothing and fails if one of them is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { generateFiles } from "../src/definition/generate/index.ts";
import { renderActionPages } from "./render-action-pages.ts";
import { fillKeyTable } from "./fill-key-table.ts";

const project = new URL("..", import.meta.url);

function readSchema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, project), "utf8")) as Record<string, unknown>;
}

const schemas = {
  task: readSchema("task"),
  runner: readSchema("runner"),
  host: readSchema("host"),
  calendar: readSchema("calendar"),
  action: readSchema("action"),
};
const readme = readText("README.md")!;
const files = [
  ...generateFiles(schemas),
  ...renderActionPages(),
  ["README.md", fillKeyTable(readme, schemas.task)] as const,
];
const stale = files.filter(([path, text]) => readText(path) !== text);

if (!process.argv.includes("--check")) {
  mkdirSync(new URL("docs/actions/", project), { recursive: true });
  for (const [path, text] of stale) writeFileSync(new URL(path, project), text);
} else if (stale.length > 0) {
  console.error(
    `stale: ${stale.map(([path]) => path).join(", ")}. Run \`npm run generate\` and commit what it writes.`,
  );
  process.exitCode = 1;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, project), "utf8");
  } catch {
    return undefined;
  }
}
