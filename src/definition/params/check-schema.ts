import { closest } from "../../diagnostics/closest.ts";
import { badParams } from "../../diagnostics/param-codes.ts";
import { unknownKey, wrongValue } from "../../diagnostics/shape-codes.ts";
import type { Json } from "../../model/json.ts";
import { knownKeys } from "../known-keys.generated.ts";
import type { At } from "../meaning/given.ts";
import type { Table } from "../read/document.ts";
import { isTable } from "../../model/json.ts";
import { describeValue } from "../shape/suggest-value.ts";
import { formats } from "./formats.ts";
import { keywords, wantedInstead } from "./keywords.ts";

/** Deeper than anybody writes; what follows goes down as deep, and calls itself. */
const deepest = 30;

/**
 * Whether all of a schema is understood; what is not is told at its place. Ajv's own check takes 100 ms to get ready, and
 * knows no places.
 */
export function checkSchema(place: At, schema: Json): boolean {
  let isSound = true;
  const found: At = { ...place, report: () => undefined };
  const tell = (diagnostic: Parameters<At["report"]>[0]): void => {
    isSound = false;
    place.report(diagnostic);
  };
  visit(found, schema, 0);
  return isSound;

  function visit(at: At, value: Json, depth: number): void {
    // `true` and `false` are schemas: everything, and nothing.
    if (typeof value === "boolean") return;
    if (!isTable(value)) return tell(wrongShape(at, 'a schema: a table such as { type = "string" }', value));
    if (depth > deepest) return tell(badParams(at.span(), `Schemas are at most ${deepest} deep`, undefined));
    for (const [keyword, inner] of Object.entries(value)) visitKeyword(at.within(keyword), keyword, inner, depth);
  }

  function visitKeyword(at: At, keyword: string, value: Json, depth: number): void {
    const kind = Object.hasOwn(keywords, keyword) ? keywords[keyword] : undefined;
    if (kind === undefined) return tell(unknownKeyword(at, keyword, depth));
    const wanted = wantedInstead(keyword, value);
    if (wanted !== undefined) return tell(wrongShape(at, wanted, value));
    if (keyword === "format" && !Object.hasOwn(formats, value as string)) return tell(unknownFormat(at, value));
    if (keyword === "$ref" && !leadsSomewhere(schema, value as string)) return tell(badReference(at, value));
    if (kind === "schema") visit(at, value, depth + 1);
    if (kind === "schemas" || kind === "named-schemas") {
      for (const [step, inner] of Object.entries(value as Table))
        visit(at.within(kind === "schemas" ? Number(step) : step), inner, depth + 1);
    }
  }
}

function wrongShape(at: At, wanted: string, value: Json): ReturnType<typeof wrongValue> {
  return wrongValue(at.span(), { key: at.label, wanted, got: describeValue(value), hint: undefined });
}

function unknownKeyword(at: At, keyword: string, depth: number): ReturnType<typeof unknownKey> {
  const meant = closest(keyword, Object.keys(keywords));
  const ofTask = knownKeys["task"]!.includes(keyword);
  const hint =
    meant !== undefined
      ? `Did you mean \`${meant}\`?`
      : ofTask
        ? "A key of the task stands above the first line of its params."
        : depth === 0
          ? `Each parameter is described under \`properties\`: params.properties.${keyword}.`
          : "It takes the keywords of JSON Schema, draft 2020-12.";
  return unknownKey(at.span("key"), { key: keyword, where: "a JSON Schema", hint });
}

function unknownFormat(at: At, format: Json): ReturnType<typeof wrongValue> {
  const known = Object.keys(formats);
  const meant = closest(String(format), known);
  const hint = meant === undefined ? "What has another form is described by `pattern`." : `Did you mean "${meant}"?`;
  return wrongValue(at.span(), {
    key: at.label,
    wanted: `one of ${known.join(", ")}`,
    got: describeValue(format),
    hint,
  });
}

function badReference(at: At, reference: Json): ReturnType<typeof badParams> {
  const hint = "It leads to #/$defs/NAME, within params. Nothing is fetched from elsewhere.";
  return badParams(at.span(), `${at.label} leads nowhere: ${JSON.stringify(reference)}`, hint);
}

/** Only to what has a name of its own: no circle then but through `$defs`, and nothing is fetched. */
function leadsSomewhere(schema: Json, reference: string): boolean {
  const name = /^#\/\$defs\/([\w.-]+)$/.exec(reference)?.[1];
  const definitions = isTable(schema) ? schema["$defs"] : undefined;
  return name !== undefined && isTable(definitions) && Object.hasOwn(definitions, name);
}
