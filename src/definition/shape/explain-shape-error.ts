import { closest } from "../../diagnostics/closest.ts";
import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { missingKey, outOfRange, unknownKey, wrongType, wrongValue } from "../../diagnostics/shape-codes.ts";
import type { Json } from "../../model/json.ts";
import type { Document, Pointer, Table } from "../read/document.ts";
import type { ShapeError } from "../validators.generated.js";
import type { Root } from "./check-shape.ts";
import { hintUnknownKey } from "./hint-unknown-key.ts";
import { hintCondition } from "./hint-condition.ts";
import { kinds } from "./kinds.ts";
import { labelOf } from "./label-of.ts";
import { renderInline } from "./render-inline.ts";
import { describeValue, suggestValue } from "./suggest-value.ts";

interface Found {
  readonly document: Document;
  readonly root: Root;
  readonly error: ShapeError;
  readonly pointer: Pointer;
  readonly value: Json;
}

interface Explained {
  readonly pointer: Pointer;
  readonly diagnostic: Diagnostic;
}

/** One of ajv's errors in our words; undefined for those that only accompany others. */
export function explainShapeError(found: Found): Explained | undefined {
  const { document, root, error, pointer, value } = found;
  // The inner error of propertyNames: the outer one follows.
  if (error.propertyName !== undefined && error.keyword !== "propertyNames") return undefined;
  const span = document.locate(pointer, "value");
  const key = labelOf(pointer);
  const kind = kinds[/\$defs\/([A-Za-z]+)\/(?:type|pattern)$/.exec(error.schemaPath)?.[1] ?? ""];
  switch (error.keyword) {
    case "additionalProperties":
      return explainUnknownKey(found, String(error.params["additionalProperty"]));
    case "propertyNames": {
      const name = String(error.params["propertyName"]);
      const wanted = wantedName(root, pointer);
      const at = [...pointer, name];
      const of = { key: labelOf(at), wanted, got: describeValue(name), hint: undefined };
      return { pointer: at, diagnostic: wrongValue(document.locate(at, "key"), of) };
    }
    case "required": {
      const of = { key: String(error.params["missingProperty"]), where: whereOf(root, pointer), hint: undefined };
      return { pointer: [...pointer, of.key], diagnostic: missingKey(document.locate(pointer, "key"), of) };
    }
    case "type":
      if (kind !== undefined && (typeof value === "number" || typeof value === "string")) {
        return { pointer, diagnostic: kind.explain(span, key, value) };
      }
      return { pointer, diagnostic: explainType(found, key, kind?.wanted) };
    case "pattern":
      if (kind !== undefined) return { pointer, diagnostic: kind.explain(span, key, value) };
      return {
        pointer,
        diagnostic: outOfRange(span, { key, wanted: "a text that is not empty", got: describeValue(value) }),
      };
    case "enum":
      return { pointer, diagnostic: explainChoice(found, key) };
    case "minimum":
    case "maximum": {
      const bound = `${error.keyword === "minimum" ? "at least" : "at most"} ${String(error.params["limit"])}`;
      return { pointer, diagnostic: outOfRange(span, { key, wanted: bound, got: String(value) }) };
    }
    case "minItems":
      return { pointer, diagnostic: outOfRange(span, { key, wanted: "a list of at least one", got: "empty" }) };
    case "minProperties":
    case "maxProperties":
      return { pointer, diagnostic: explainCount(found, key) };
    case "if":
      return undefined;
    default:
      throw new Error(`the schemas use ${error.keyword}, which has no words yet`);
  }
}

function wantedName(root: Root, pointer: Pointer): string {
  if (root !== "settings" || pointer[0] === "defaults") return kinds["variableName"]!.wanted;
  return pointer[0] === "secrets" ? kinds["secretName"]!.wanted : kinds["lockName"]!.wanted;
}

function explainUnknownKey({ document, root, pointer }: Found, key: string): Explained {
  const tables = pointer.filter((step) => typeof step === "string");
  const at = [...pointer, key];
  const of = { key, where: whereOf(root, pointer), hint: hintUnknownKey(root, tables, key) };
  return { pointer: at, diagnostic: unknownKey(document.locate(at, "key"), of) };
}

function explainType({ document, error, pointer, value }: Found, key: string, wanted: string | undefined): Diagnostic {
  const types = [error.params["type"]].flat().map(String);
  return wrongType(document.locate(pointer, "value"), {
    key,
    wanted: wanted ?? joinChoices(types.map((type) => typeNames[type] ?? type)),
    got: describeValue(value),
    hint: hintCondition(pointer, value, document.source.path) ?? suggestValue(value, types),
  });
}

/** Only conditions count their keys: exactly one. */
function explainCount({ document, pointer, value }: Found, key: string): Diagnostic {
  const names = Object.keys(value as Table);
  return wrongValue(document.locate(pointer, "value"), {
    key,
    wanted: "a table with one condition",
    got: names.length === 0 ? "an empty one" : `with ${names.length} (${names.slice(0, 4).join(", ")})`,
    hint:
      names.length === 0
        ? `Such as ${renderInline({ file: "/run/mounted" }, document.source.path)}.`
        : `Say how they go together: ${renderInline({ all: names.slice(0, 2).map((name) => ({ [name]: "…" })) }, document.source.path)}.`,
  });
}

function explainChoice({ document, error, pointer, value }: Found, key: string): Diagnostic {
  const allowed = (error.params["allowedValues"] as readonly unknown[]).map(String);
  const meant = typeof value === "string" ? closest(value, allowed) : undefined;
  const custom = key === "category" ? ", or custom: and a word" : "";
  return wrongValue(document.locate(pointer, "value"), {
    key,
    wanted: allowed.length === 1 ? `"${allowed[0]}"` : `one of ${allowed.join(", ")}${custom}`,
    got: describeValue(value),
    hint: meant === undefined ? undefined : `Did you mean "${meant}"?`,
  });
}

const typeNames: Readonly<Partial<Record<string, string>>> = {
  string: "text",
  integer: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a table",
};

function joinChoices(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join("") : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
}

function whereOf(root: Root, pointer: Pointer): string {
  const label = labelOf(pointer);
  if (root === "settings") return label === "" ? "the settings" : `[${label}]`;
  if (root === "host") return "the host's settings";
  if (root === "calendar" && label === "") return "a calendar";
  if (pointer[0] === "tasks" && pointer.length === 2) return "a task";
  if (root === "action" && label === "") return "an action";
  if (label === "") return root === "task" ? "a task" : "a file with several tasks";
  return `\`${label}\``;
}
