import type { Schema } from "./compile-validators.ts";

/**
 * The keys of every table that the schemas describe, by the way to it: `task`, `task/retry`, `settings/git`. Lists add
 * no step; the tables of tasks within others are those of `task`. For "did you mean", which ajv's errors cannot tell.
 */
export function listKnownKeys(roots: Readonly<Record<string, readonly [file: Schema, schema: Schema]>>, files: Files) {
  const known = new Map<string, readonly string[]>();
  for (const [name, [file, schema]] of Object.entries(roots)) visit(name, schema, file);
  return Object.fromEntries(known);

  function visit(path: string, schema: Schema, file: Schema): void {
    if (typeof schema["$ref"] === "string") {
      const [name, pointer] = schema["$ref"].split("#");
      const target = name === "" ? file : files[name!]!;
      visit(path, resolve(target, pointer!), target);
    }
    for (const part of ["items", "then", "else"]) if (isSchema(schema[part])) visit(path, schema[part], file);
    if (!isSchema(schema["properties"])) return;
    known.set(path, Object.keys(schema["properties"]));
    for (const [key, value] of Object.entries(schema["properties"])) {
      if (key !== "tasks" && key !== "defaults") visit(`${path}/${key}`, value as Schema, file);
    }
  }
}

type Files = Readonly<Record<string, Schema>>;

function resolve(file: Schema, pointer: string): Schema {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((node, step) => (node as Schema)[step], file) as Schema;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
