import type { Schema } from "./compile-validators.ts";

/**
 * TypeScript for some definitions of a schema, under names of our choice. Knows the part of JSON Schema that ours use:
 * `type` (one or several), `enum`, `properties`, `required`, `additionalProperties`, `items`, `if`/`then`/`else`, `$ref`.
 * Bounds and patterns have no type. What is named is referred to by its name, so that it may hold itself.
 */
export function renderTypes(schema: Schema, names: Readonly<Record<string, string>>): string {
  const declarations = Object.entries(names).map(([pointer, name]) => {
    const node = resolve(schema, `#/$defs/${pointer}`);
    return `/** ${String(node["description"])} As written. */\nexport type ${name} = ${renderNode(node, { schema, names })};\n`;
  });
  return [
    "// Generated from schemas/task.schema.json by `npm run generate`. Not to be edited.\n",
    ...declarations,
  ].join("\n");
}

interface Root {
  readonly schema: Schema;
  readonly names: Readonly<Record<string, string>>;
}

function renderNode(node: Schema, root: Root): string {
  if (typeof node["$ref"] === "string") {
    const name = root.names[node["$ref"].replace("#/$defs/", "")];
    if (name !== undefined) return name;
    const target = resolve(root.schema, node["$ref"]);
    const { $ref: _, description: __, ...rest } = node;
    return renderNode({ ...target, ...rest, required: rest["required"] ?? target["required"] }, root);
  }
  if (Array.isArray(node["enum"])) return node["enum"].map((value) => JSON.stringify(value)).join(" | ");
  if (isNode(node["if"]) && isNode(node["then"])) return renderBranches(node, root);
  const types = [node["type"]].flat().map((type) => renderType(String(type), node, root));
  return types.join(" | ");
}

/** `if` asks for a type or a pattern; in the branch for a type only that type is left. */
function renderBranches(node: Schema, root: Root): string {
  const { if: asked, then, else: otherwise, ...rest } = node;
  const askedType = (asked as Schema)["type"];
  if (askedType === undefined) return renderNode(rest, root);
  const left = [node["type"]].flat().filter((type) => type !== askedType);
  const otherBranch = isNode(otherwise) ? otherwise : { ...rest, type: left };
  return `${renderNode({ ...rest, type: askedType, ...(then as Schema) }, root)} | ${renderNode(otherBranch, root)}`;
}

function renderType(type: string, node: Schema, root: Root): string {
  switch (type) {
    case "string":
    case "boolean":
      return type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `readonly (${renderNode(node["items"] as Schema, root)})[]`;
    case "object":
      return renderObject(node, root);
    default:
      throw new Error(`no type for ${JSON.stringify(node)}`);
  }
}

function renderObject(node: Schema, root: Root): string {
  const others = node["additionalProperties"];
  const properties = Object.entries((node["properties"] ?? {}) as Record<string, Schema>).map(([key, value]) => {
    const optional = (node["required"] as string[] | undefined)?.includes(key) ? "" : "?";
    return `readonly ${key}${optional}: ${renderNode(value, root)}`;
  });
  if (isNode(others)) properties.push(`readonly [name: string]: ${renderNode(others, root)}`);
  return `{ ${properties.join("; ")} }`;
}

function resolve(root: Schema, pointer: string): Schema {
  const found = pointer
    .slice(2)
    .split("/")
    .reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], root);
  if (!isNode(found)) throw new Error(`the schema has no ${pointer}`);
  return found;
}

function isNode(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}
