/**
 * takes       the schemas, parsed
 * gives       every file that is generated from them and from the catalogue of diagnostics: path → text
 * fails with  a throw: a schema that this project wrote is wrong
 * guarantees  the same schemas give the same text, so that a test can tell whether the files are fresh
 */
import { renderCatalogue } from "../../diagnostics/render-catalogue.ts";
import type { Schema, Schemas } from "./compile-validators.ts";
import { compileValidators, validatorTypes } from "./compile-validators.ts";
import { listKnownKeys } from "./list-known-keys.ts";
import { listSettingTypes } from "./list-setting-types.ts";
import { renderTypes } from "./render-types.ts";

/** Definitions of the task schema that have a type, by its name. A condition holds conditions: it needs one. */
const writtenTypes = {
  task: "TaskFile",
  oneEvent: "WrittenEvent",
  condition: "WrittenCondition",
  oneWindow: "WrittenWindow",
  oneBlackout: "WrittenBlackout",
};

/** Paths are relative to the project. */
export function generateFiles(schemas: Schemas): ReadonlyMap<string, string> {
  return new Map([
    ["src/definition/validators.generated.js", compileValidators(schemas)],
    ["src/definition/validators.generated.d.ts", validatorTypes],
    ["src/definition/task-file.generated.ts", renderTypes(schemas.task, writtenTypes)],
    ["src/definition/known-keys.generated.ts", renderKnownKeys(schemas)],
    ["docs/diagnostics.md", renderCatalogue()],
  ]);
}

function renderKnownKeys(schemas: Schemas): string {
  const { task, runner, host, calendar, action } = schemas;
  const definitions = task["$defs"] as Record<string, Schema>;
  const roots = {
    task: [task, definitions["task"]!],
    taskList: [task, definitions["taskList"]!],
    settings: [runner, runner],
    host: [host, host],
    calendar: [calendar, calendar],
    action: [action, action],
  } as const;
  const keys = listKnownKeys(roots, { "task.schema.json": task });
  return [
    "// Generated from schemas/ by `npm run generate`. Not to be edited.",
    `export const knownKeys: Readonly<Record<string, readonly string[]>> = ${JSON.stringify(keys)};`,
    `export const settingTypes: Readonly<Record<string, string>> = ${JSON.stringify(listSettingTypes(schemas))};`,
    "",
  ].join("\n");
}
