import type { ErrorObject, ValidateFunction } from "ajv";
import type { Json, JsonTable } from "../../model/json.ts";
import type { Params, ParamValues } from "../../model/params.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { loadAjv } from "../load-package.ts";
import { formats } from "./formats.ts";

/** One thing that a schema forbids. */
export interface Mismatch {
  /** The parameter; undefined: it is about several. */
  readonly name: string | undefined;
  /** The way from the parameter to what is wrong: `.list[2]`. */
  readonly within: string;
  /** Of ajv: `must be integer`. */
  readonly says: string;
  readonly got: Json | undefined;
}

/** The values with defaults filled in, of the tables within too; and what is wrong with them. */
type Checked = (values: ParamValues) => { readonly values: ParamValues; readonly mismatches: readonly Mismatch[] };

const compiled = new WeakMap<JsonTable, Result<Checked, string>>();

/** Made once for each schema: it takes milliseconds, and ajv is loaded for it. What the error says is ajv's. */
export function compileParams({ schema }: Pick<Params, "schema">): Result<Checked, string> {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const made = compile(schema);
  compiled.set(schema, made);
  return made;
}

function compile(schema: JsonTable): Result<Checked, string> {
  const { Ajv2020 } = loadAjv();
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    // An author may say that one of two has to be there, and of a value only what is special about it.
    strictRequired: false,
    strictTypes: false,
    strictTuples: false,
    // A default where ajv has no use for it (under anyOf) is for people.
    strictSchema: "log",
    logger: false,
    useDefaults: true,
    // Without it `toString`, which every object has, satisfies `required`.
    ownProperties: true,
    // checkSchema has done that, at the place of each.
    validateSchema: false,
    formats,
  });
  let validate: ValidateFunction;
  try {
    validate = ajv.compile(schema);
  } catch (error) {
    return failure((error as Error).message);
  }
  return ok((given) => {
    const values = JSON.parse(JSON.stringify(given)) as ParamValues;
    const mismatches = validate(values) ? [] : (validate.errors ?? []).map(toMismatch);
    return { values, mismatches };
  });
}

function toMismatch(error: ErrorObject): Mismatch {
  const [name, ...steps] = error.instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  const allowed = (error.params as { allowedValues?: readonly Json[] }).allowedValues;
  const says = allowed ? `must be one of ${allowed.map((value) => JSON.stringify(value)).join(", ")}` : error.message!;
  const within = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${step}`)).join("");
  return { name, within, says, got: error.data as Json | undefined };
}
