import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Span } from "../../diagnostics/span.ts";
import { badDefault, badParams, requiredParam, secretDefault } from "../../diagnostics/param-codes.ts";
import { byCodePoint } from "../../model/compare.ts";
import type { Json, JsonTable } from "../../model/json.ts";
import type { Params } from "../../model/params.ts";
import { paramVariable } from "../../model/params.ts";
import { sortKeys } from "../meaning/digest-task.ts";
import type { At, Given } from "../meaning/given.ts";
import { at } from "../meaning/given.ts";
import type { Table } from "../read/document.ts";
import { isTable } from "../../model/json.ts";
import { checkSchema } from "./check-schema.ts";
import { compileParams } from "./compile-params.ts";
import { explainMismatch } from "./explain-mismatch.ts";

/** Words that would make it unclear which names there are. */
const opensNames = ["patternProperties", "unevaluatedProperties", "propertyNames", "$ref"];

/** What a request may pass. `runsBySelf`: the task has a trigger of its own, so that nobody may be there to pass anything. */
export function readParams(given: Given, written: Json, runsBySelf: boolean): Params | undefined {
  const place = at(given, ["params"]);
  if (!isTable(written) || !checkSchema(place, written)) return undefined;
  let isSound = true;
  const report = (diagnostic: Diagnostic): void => {
    isSound = false;
    given.report(diagnostic);
  };
  checkObject(place, written, report);
  const { properties = {}, required = [] } = written as { properties?: Table; required?: readonly string[] };
  const hasDefault = (name: string): boolean => isTable(properties[name]) && Object.hasOwn(properties[name], "default");
  const params: Params = {
    schema: sortKeys({ ...written, type: "object", additionalProperties: false }) as JsonTable,
    names: Object.keys(properties).sort(byCodePoint),
    required: required.filter((name) => !hasDefault(name)).sort(byCodePoint),
    secret: Object.keys(properties)
      .filter((name) => isSecret(properties[name]!, written))
      .sort(byCodePoint),
  };
  checkNames(place, params, report);
  checkRequired(place, params, { required, runsBySelf, report });
  if (isSound) checkDefaults(place, params, { properties, hasDefault, report });
  return isSound ? params : undefined;
}

function checkObject(place: At, written: Table, report: At["report"]): void {
  const { type = "object", additionalProperties = false } = written;
  const hint = "What a request passes has names: describe each under `properties`.";
  if (type !== "object") report(badParams(place.within("type").span(), 'The type of params is "object"', hint));
  if (additionalProperties !== false) {
    const span = place.within("additionalProperties").span();
    report(badParams(span, "Names that are not described cannot be passed", hint));
  }
  for (const keyword of opensNames) {
    if (!Object.hasOwn(written, keyword)) continue;
    report(badParams(place.within(keyword).span("key"), `params has no \`${keyword}\` itself`, hint));
  }
}

/** A name has to make a variable, and one that no other makes. */
function checkNames(place: At, { names }: Params, report: At["report"]): void {
  const variables = new Map<string, string>();
  for (const name of names) {
    // Where it stands is found when there is something to tell: that takes another parser.
    const span = (): Span => place.within("properties").within(name).span("key");
    const variable = paramVariable(name);
    const other = variables.get(variable);
    const hint = "Names are letters, digits, `_` and `-`, at most 63, and begin with a letter.";
    if (!/^[A-Za-z][\w-]{0,62}$/.test(name)) report(badParams(span(), `"${name}" makes no variable`, hint));
    else if (other !== undefined)
      report(badParams(span(), `"${name}" and "${other}" are one variable, ${variable}`, "Rename one of them."));
    variables.set(variable, name);
  }
}

function checkRequired(
  place: At,
  params: Params,
  { required, runsBySelf, report }: { required: readonly string[]; runsBySelf: boolean; report: At["report"] },
): void {
  for (const [i, name] of required.entries()) {
    const span = (): Span => place.within("required").within(i).span();
    if (!params.names.includes(name))
      report(badParams(span(), `"${name}" is required, and not described`, `Describe it: params.properties.${name}.`));
    else if (runsBySelf && params.required.includes(name))
      report(requiredParam(span(), name, "the task has a trigger of its own"));
  }
}

function checkDefaults(
  place: At,
  params: Params,
  of: { properties: Table; hasDefault: (name: string) => boolean; report: At["report"] },
): void {
  const { properties, hasDefault, report } = of;
  const spanOf = (name: string): ReturnType<At["span"]> =>
    place.within("properties").within(name).within("default").span();
  const named = params.names.filter(hasDefault);
  for (const name of named) if (params.secret.includes(name)) report(secretDefault(spanOf(name), name));
  const compiled = compileParams(params);
  if (!compiled.ok) return report(badParams(place.span("key"), `params cannot be used: ${compiled.error}`, undefined));
  const defaults = Object.fromEntries(named.map((name) => [name, (properties[name] as Table)["default"]!]));
  for (const mismatch of compiled.value(defaults).mismatches) {
    const name = named.find((each) => each === mismatch.name);
    if (name === undefined || params.secret.includes(name)) continue;
    report(badDefault(spanOf(name), name, explainMismatch(mismatch, params)));
  }
}

/** A parameter is secret as a whole, whichever part of it is. */
function isSecret(schema: Json, root: Table, above: readonly string[] = []): boolean {
  if (Array.isArray(schema)) return schema.some((item: Json) => isSecret(item, root, above));
  if (!isTable(schema)) return false;
  if (schema["writeOnly"] === true) return true;
  const reference = typeof schema["$ref"] === "string" ? schema["$ref"].replace("#/$defs/", "") : undefined;
  if (reference !== undefined && !above.includes(reference)) {
    const target = (root["$defs"] as Table)[reference]!;
    if (isSecret(target, root, [...above, reference])) return true;
  }
  return Object.values(schema).some((inner) => typeof inner === "object" && isSecret(inner, root, above));
}
