import type { Schema } from "./compile-validators.ts";

/**
 * The keys of every table that the schemas describe, by the way to it: `task`, `task/retry`, `settings/git`. Lists add
 * no step; the tables of tasks within others are those of `task`, and of conditions within others there is but the
 * outermost: `task/when`. For "did you mean", which ajv's errors cannot tell.
 */
export function listKnownKeys(roots: Readonly<Record<string, readonly [file: Schema, schema: Schema]>>, files: Files) {
  const known = new Map<string, readonly string[]>();
  for (const [name, [file, schema]] of Object.entries(roots)) visit(name, schema, file);
  return Object.fromEntries(known);

  function visit(path: string, schema: Schema, file: Schema, above: readonly unknown[] = []): void {
    if (typeof schema["$ref"] === "string") {
      if (above.includes(schema["$ref"])) return;
      const [name, pointer] = schema["$ref"].split("#");
      const target = name === "" ? file : files[name!]!;
      visit(path, resolve(target, pointer!), target, [...above, schema["$ref"]]);
    }
    for (const part of ["items", "then", "else"]) if (isSchema(schema[part])) visit(path, schema[part], file, above);
    if (!isSchema(schema["properties"])) return;
    known.set(path, Object.keys(schema["properties"]));
    for (const [key, value] of Object.entries(schema["properties"])) {
      if (key !== "tasks" && key !== "defaults") visit(`${path}/${key}`, value as Schema, file, above);
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
