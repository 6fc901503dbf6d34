import type { Json, JsonTable } from "../../model/json.ts";
import { isTable } from "../../model/json.ts";

/**
 * What a text of the command line is to its schema: `7` is a number where a number is wanted, a text where a text is. Lists
 * and tables are written as JSON. Where both would do, what reads as JSON is JSON. What does not fit stays a text, and is
 * refused by the schema.
 */
export function typeParam(text: string, schema: Json | undefined, root: JsonTable): Json {
  const types = new Set(typesOf(schema, root, []));
  const isAnything = types.size === 0;
  if (types.has("string") && types.size === 1) return text;
  const value = parseJson(text);
  const isWanted = value !== undefined && (isAnything || namesOf(value).some((name) => types.has(name)));
  return isWanted ? value : text;
}

/** Names of types as JSON Schema has them. None: it does not say. */
function typesOf(schema: Json | undefined, root: JsonTable, above: readonly string[]): readonly string[] {
  if (!isTable(schema)) return [];
  const { type, enum: choices, const: only, anyOf, oneOf, allOf } = schema;
  if (type !== undefined) return [type].flat() as string[];
  if (Array.isArray(choices)) return (choices as Json[]).flatMap(namesOf);
  if (only !== undefined) return namesOf(only);
  const parts = [anyOf, oneOf, allOf].flatMap((list) => (Array.isArray(list) ? (list as Json[]) : []));
  const reference = schema["$ref"];
  if (typeof reference !== "string" || above.includes(reference))
    return parts.flatMap((part) => typesOf(part, root, above));
  const target = (root["$defs"] as JsonTable | undefined)?.[reference.replace("#/$defs/", "")];
  return [...typesOf(target, root, [...above, reference]), ...parts.flatMap((part) => typesOf(part, root, above))];
}

function namesOf(value: Json): readonly string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  if (typeof value === "number") return Number.isInteger(value) ? ["integer", "number"] : ["number"];
  return [typeof value];
}

function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
