/**
 * takes       the schemas, parsed
 * gives       every file that is generated from them and from the catalogue of diagnostics: path → text
 * fails with  a throw: a schema that this project wrote is wrong
 * guarantees  the same schemas give the same text, so that a test can tell whether the files are fresh
 */
import { renderCatalogue } from "../../diagnostics/render-catalogue.ts";
import type { Schema } from "./compile-validators.ts";
import { compileValidators, validatorTypes } from "./compile-validators.ts";
import { renderTypes } from "./render-types.ts";

/** Paths are relative to the project. */
export function generateFiles(schemas: { task: Schema; runner: Schema; host: Schema }): ReadonlyMap<string, string> {
  return new Map([
    ["src/definition/validators.generated.js", compileValidators(schemas)],
    ["src/definition/validators.generated.d.ts", validatorTypes],
    ["src/definition/task-file.generated.ts", renderTypes(schemas.task, { task: "TaskFile" })],
    ["docs/diagnostics.md", renderCatalogue()],
  ]);
}
