import type { Schema, Schemas } from "./compile-validators.ts";

/**
 * What the text of an environment variable is to become, for each setting: `git.poll` → `string`, `git.paths` →
 * `strings`. Where a setting takes several forms they are joined: `string table`.
 */
export function listSettingTypes(schemas: Schemas): Record<string, string> {
  const types: Record<string, string> = {};
  for (const [table, schema] of Object.entries(propertiesOf(schemas.runner))) {
    const target = table === "defaults" ? definitionOf(schemas.task, "defaults") : schema;
    for (const [key, value] of Object.entries(propertiesOf(target))) types[`${table}.${key}`] = typeOf(value);
  }
  for (const [key, value] of Object.entries(propertiesOf(schemas.host))) types[`host.${key}`] = typeOf(value);
  return types;

  function typeOf(schema: Schema): string {
    if (typeof schema["$ref"] === "string") {
      const [file, pointer] = schema["$ref"].split("#/");
      const steps = pointer!.split("/");
      for (const root of file === "" ? Object.values(schemas) : [schemas.task]) {
        const target = steps.reduce<unknown>((node, step) => (node as Schema | undefined)?.[step], root);
        if (target !== undefined) return typeOf(target as Schema);
      }
    }
    const names = [schema["type"] ?? "string"].flat().map(String);
    return names.map((name) => (name === "array" ? listOf(schema) : name === "object" ? "table" : name)).join(" ");
  }

  function listOf(schema: Schema): string {
    const items = schema["items"] as Schema | undefined;
    return items !== undefined && typeOf(items) === "integer" ? "integers" : "strings";
  }
}

function propertiesOf(schema: Schema): Record<string, Schema> {
  return (schema["properties"] ?? {}) as Record<string, Schema>;
}

function definitionOf(schema: Schema, name: string): Schema {
  return (schema["$defs"] as Record<string, Schema>)[name]!;
}
