import type { Json } from "../../model/json.ts";
import { isTable } from "../../model/json.ts";

/** What the value of a keyword has to be. `schema`, `schemas`, `named-schemas` hold schemas themselves. */
type Kind = "schema" | "schemas" | "named-schemas" | keyof typeof plain;

const plain = {
  text: { wanted: "a text", is: (value: Json) => typeof value === "string" },
  flag: { wanted: "true or false", is: (value: Json) => typeof value === "boolean" },
  number: { wanted: "a number", is: (value: Json) => typeof value === "number" },
  step: { wanted: "a number above 0", is: (value: Json) => typeof value === "number" && value > 0 },
  count: { wanted: "a whole number from 0", is: (value: Json) => Number.isInteger(value) && (value as number) >= 0 },
  names: { wanted: "a list of names", is: isNames },
  choices: { wanted: "a list of at least one value", is: (value: Json) => Array.isArray(value) && value.length > 0 },
  type: { wanted: `one of ${typeNames().join(", ")}, or a list of them`, is: isType },
  pattern: { wanted: "a regular expression of JavaScript", is: isPattern },
  needs: { wanted: "a table of lists of names", is: isTableOfNames },
  anything: { wanted: "anything", is: () => true },
} as const satisfies Record<string, { wanted: string; is: (value: Json) => boolean }>;

/**
 * The keywords of JSON Schema, draft 2020-12, that are understood (its core, applicator, unevaluated, validation and
 * metadata vocabularies, without references that lead elsewhere). Another one would be passed over in silence.
 */
export const keywords: Readonly<Partial<Record<string, Kind>>> = {
  ...{ $ref: "text", $defs: "named-schemas", $comment: "text", $schema: "text" },
  ...{ title: "text", description: "text", default: "anything", examples: "choices", deprecated: "flag" },
  ...{ readOnly: "flag", writeOnly: "flag", type: "type", enum: "choices", const: "anything" },
  ...{
    multipleOf: "step",
    minimum: "number",
    maximum: "number",
    exclusiveMinimum: "number",
    exclusiveMaximum: "number",
  },
  ...{ minLength: "count", maxLength: "count", pattern: "pattern", format: "text" },
  ...{ minItems: "count", maxItems: "count", uniqueItems: "flag", minContains: "count", maxContains: "count" },
  ...{ items: "schema", prefixItems: "schemas", contains: "schema", unevaluatedItems: "schema" },
  ...{ minProperties: "count", maxProperties: "count", required: "names", dependentRequired: "needs" },
  ...{ properties: "named-schemas", patternProperties: "named-schemas", dependentSchemas: "named-schemas" },
  ...{ additionalProperties: "schema", propertyNames: "schema", unevaluatedProperties: "schema" },
  ...{
    allOf: "schemas",
    anyOf: "schemas",
    oneOf: "schemas",
    not: "schema",
    if: "schema",
    then: "schema",
    else: "schema",
  },
};

/** What is wanted where the value is not that; undefined: it is, or holds schemas. */
export function wantedInstead(keyword: string, value: Json): string | undefined {
  const kind = keywords[keyword]!;
  if (kind === "schema") return undefined;
  if (kind === "schemas") return Array.isArray(value) && value.length > 0 ? undefined : "a list of schemas";
  if (kind === "named-schemas") return isTable(value) ? undefined : "a table of schemas";
  return plain[kind].is(value) ? undefined : plain[kind].wanted;
}

function typeNames(): readonly string[] {
  return ["array", "boolean", "integer", "null", "number", "object", "string"];
}

function isType(value: Json): boolean {
  if (Array.isArray(value)) return value.length > 0 && isNames(value) && value.every((name: Json) => isType(name));
  return typeof value === "string" && typeNames().includes(value);
}

function isNames(value: Json): boolean {
  if (!Array.isArray(value)) return false;
  return new Set(value).size === value.length && value.every((name: Json) => typeof name === "string");
}

function isTableOfNames(value: Json): boolean {
  return isTable(value) && Object.values(value).every(isNames);
}

/** As ajv compiles it. */
function isPattern(value: Json): boolean {
  try {
    return typeof value === "string" && new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
