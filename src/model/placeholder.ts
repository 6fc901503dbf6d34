import { secretIn } from "./action.ts";
import type { Json, JsonTable } from "./json.ts";
import type { ParamValues } from "./params.ts";
import { paramText } from "./params.ts";
import type { Command } from "./task.ts";

/** `{{params}}`, or `{{params.name}}`; `glued`: something of the kind that is not the whole text, or not quite it. */
export type Placeholder =
  | { readonly kind: "all" }
  | { readonly kind: "one"; readonly name: string }
  | { readonly kind: "glued"; readonly text: string };

export function findPlaceholder(text: string): Placeholder | undefined {
  if (!text.includes("{{")) return undefined;
  const [, exact] = /^\{\{params(?:\.([\w-]+))?\}\}$/.exec(text) ?? [undefined, ""];
  if (exact === undefined) return { kind: "all" };
  if (exact !== "") return { kind: "one", name: exact };
  const glued = /\{\{\s*params\b[^}]*\}\}/.exec(text)?.[0];
  return glued === undefined ? undefined : { kind: "glued", text: glued };
}

/**
 * The same value, in which each text that is exactly a placeholder is what it stands for: never a part of a text, so that
 * what is passed stays one value. One that was not passed is an empty text.
 */
export function fillPlaceholders(value: Json, params: ParamValues): Json {
  return fillAll(value, params, noSecrets);
}

const noSecrets: ReadonlyMap<string, string> = new Map();

/**
 * What a task gives its action, with what was passed and the secrets (by name) in their places. A parameter whose
 * placeholder stands for nothing that was passed is left out: the action has its default.
 */
export function fillWith(
  written: JsonTable,
  { params, secrets }: { params: ParamValues; secrets: ReadonlyMap<string, string> },
): JsonTable {
  const entries = Object.entries(written).flatMap(([name, value]) => {
    const placeholder = typeof value === "string" ? findPlaceholder(value) : undefined;
    if (placeholder?.kind === "one" && !Object.hasOwn(params, placeholder.name)) return [];
    return [[name, fillAll(value, params, secrets)] as const];
  });
  return Object.fromEntries(entries);
}

/** In one go: nothing is filled into what was passed, or into a secret. */
function fillAll(value: Json, params: ParamValues, secrets: ReadonlyMap<string, string>): Json {
  if (typeof value === "string") return fillText(value, params);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => fillAll(item, params, secrets));
  const secret = secretIn(value);
  if (secret !== undefined) return secrets.get(secret) ?? "";
  const entries = Object.entries(value as JsonTable);
  return Object.fromEntries(entries.map(([key, inner]) => [key, fillAll(inner, params, secrets)]));
}

function fillText(text: string, params: ParamValues): Json {
  const placeholder = findPlaceholder(text);
  if (placeholder?.kind === "all") return { ...params };
  if (placeholder?.kind !== "one") return text;
  return Object.hasOwn(params, placeholder.name) ? params[placeholder.name]! : "";
}

/** Each item that is a placeholder becomes one argument. Text for a shell stays as it is. */
export function fillCommand(command: Command, params: ParamValues): Command {
  const fill = (items: readonly string[]): string[] =>
    (fillPlaceholders(items, params) as readonly Json[]).map(paramText);
  switch (command.kind) {
    case "text":
      return command;
    case "argv":
      return { ...command, argv: fill(command.argv) };
    case "script":
      return { ...command, args: fill(command.args) };
  }
}
