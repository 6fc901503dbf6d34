/**
 * Writes the files that are generated from schemas/ and from the catalogue of diagnostics: `npm run generate`. With
 * `--check` it writes nothing and fails if one of them is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { generateFiles } from "../src/definition/generate/index.ts";
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
const isCheck = process.argv.includes("--check");
const stale = [
  ...settle([...generateFiles(schemas), ["README.md", fillKeyTable(readText("README.md")!, schemas.task)] as const]),
  // Only now: reading actions needs the validators that may have been written just now.
  ...settle(await listActionFiles()),
];
if (isCheck && stale.length > 0) {
  console.error(`stale: ${stale.join(", ")}. Run \`npm run generate\` and commit what it writes.`);
  process.exitCode = 1;
}

async function listActionFiles(): Promise<readonly (readonly [string, string])[]> {
  const { renderActionPages, fillActionTable } = await import("./render-action-pages.ts");
  return [...renderActionPages(), ["README.md", fillActionTable(readText("README.md")!)]];
}

/** Paths of those that are not as they should be; without `--check` they are written. */
function settle(files: readonly (readonly [path: string, text: string])[]): readonly string[] {
  const wrong = files.filter(([path, text]) => readText(path) !== text);
  for (const [path, text] of isCheck ? [] : wrong) {
    const target = new URL(path, project);
    mkdirSync(new URL(".", target), { recursive: true });
    writeFileSync(target, text);
  }
  return wrong.map(([path]) => path);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, project), "utf8");
  } catch {
    return undefined;
  }
}
