import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Schema } from "../../../src/definition/generate/compile-validators.ts";
import { generateFiles } from "../../../src/definition/generate/index.ts";

const project = new URL("../../../", import.meta.url);

function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(new URL(`schemas/${name}.schema.json`, project), "utf8")) as Schema;
}

const schemas = {
  task: readSchema("task"),
  runner: readSchema("runner"),
  host: readSchema("host"),
  calendar: readSchema("calendar"),
  action: readSchema("action"),
};

test.each([...generateFiles(schemas)])("%s is fresh (else: npm run generate)", (path, text) => {
  // Not toBe: nobody wants to see the difference.
  expect(readFileSync(new URL(path, project), "utf8") === text).toBe(true);
});

test("every key and every definition has a description", () => {
  const bare: string[] = [];
  for (const [name, schema] of Object.entries(schemas)) visit(schema, name);
  expect(bare).toEqual([]);

  function visit(schema: Schema, path: string): void {
    for (const group of ["properties", "$defs"]) {
      for (const [key, value] of Object.entries((schema[group] ?? {}) as Record<string, Schema>)) {
        if (typeof value["description"] !== "string" && typeof value["$ref"] !== "string") bare.push(`${path}/${key}`);
      }
    }
    for (const [key, value] of Object.entries(schema)) {
      if (typeof value === "object" && value !== null) visit(value as Schema, `${path}/${key}`);
    }
  }
});
