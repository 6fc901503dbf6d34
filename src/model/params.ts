import type { Json, JsonTable } from "./json.ts";

/** What a request may pass to a task. */
export interface Params {
  /** JSON Schema of an object that has no other names than its properties. Keys in order of code point. */
  readonly schema: JsonTable;
  /** As variables and placeholders call them: the schema's properties, in order of code point. */
  readonly names: readonly string[];
  /** Those that have to be passed: required, and without a default. */
  readonly required: readonly string[];
  /** `writeOnly`: shown to nobody. */
  readonly secret: readonly string[];
}

/** By name. */
export type ParamValues = JsonTable;

export const noValues: ParamValues = {};

/** What stands for a secret one wherever it would be shown. */
const mask = "***";

/** As they may be shown and kept: in reports, in the journal's records, in RUNNER_TRIGGER. */
export function maskParams(values: ParamValues, params: Pick<Params, "secret"> | undefined): ParamValues {
  return mapValues(values, (value, name) => (params?.secret.includes(name) ? mask : value));
}

export function withoutSecret(values: ParamValues, params: Pick<Params, "secret"> | undefined): ParamValues {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !params?.secret.includes(name)));
}

/** The texts of secret ones, to be masked in what the run prints. */
export function secretTexts(values: ParamValues, params: Pick<Params, "secret"> | undefined): readonly string[] {
  return Object.entries(values).flatMap(([name, value]) => (params?.secret.includes(name) ? textsIn(value) : []));
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === "object" && value !== null) return Object.values(value as JsonTable).flatMap(textsIn);
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}

/** One value as an argument or a variable has it: a text as it is, all else as JSON. */
export function paramText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `keep-days` → `PARAM_KEEP_DAYS`. */
export function paramVariable(name: string): string {
  return `PARAM_${name.toUpperCase().replaceAll("-", "_")}`;
}

export function propertiesOf({ schema }: Pick<Params, "schema">): JsonTable {
  return (schema["properties"] ?? {}) as JsonTable;
}

function mapValues(values: ParamValues, change: (value: Json, name: string) => Json): ParamValues {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));
}

/** A parameter as people are told of it. */
export interface ToldParam {
  readonly name: string;
  /** `integer`, `low or high`; `any` where its schema says more than a word can. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly isSecret: boolean;
  /** Undefined: there is none. */
  readonly default: Json | undefined;
  readonly description: string | undefined;
  /** The first that its schema gives; undefined: it gives none. */
  readonly example: Json | undefined;
}

export function tellParams(params: Params): readonly ToldParam[] {
  return params.names.map((name) => {
    const schema = propertiesOf(params)[name]!;
    const table: JsonTable = typeof schema === "object" ? (schema as JsonTable) : {};
    const { description } = table;
    return {
      name,
      type: typeWord(table),
      isRequired: params.required.includes(name),
      isSecret: params.secret.includes(name),
      default: table["default"],
      description: typeof description === "string" ? description : undefined,
      example: Array.isArray(table["examples"]) ? (table["examples"] as readonly Json[])[0] : undefined,
    };
  });
}

/** What it is, for a person; where it has no default, with an example. undefined: its schema does not say. */
export function tellMeaning({ description, default: value, example }: ToldParam): string | undefined {
  const parts = [
    ...(description === undefined ? [] : [description]),
    ...(value === undefined && example !== undefined ? [`such as ${paramText(example)}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join("; ");
}

function typeWord({ type, enum: choices }: JsonTable): string {
  if (Array.isArray(choices) && choices.length < 10) return (choices as readonly Json[]).map(paramText).join(" or ");
  return type === undefined ? "any" : [type].flat().join(" or ");
}
