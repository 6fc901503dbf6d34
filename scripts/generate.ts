/** Writes the files that are generated from schemas/ and from the catalogue of diagnostics: `npm run generate`. */
import { readFileSync, writeFileSync } from "node:fs";
import { generateFiles } from "../src/definition/generate/index.ts";

const project = new URL("..", import.meta.url);

function readSchema(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, project), "utf8")) as Record<string, unknown>;
}

const schemas = { task: readSchema("task"), runner: readSchema("runner"), host: readSchema("host") };
for (const [path, text] of generateFiles(schemas)) writeFileSync(new URL(path, project), text);
