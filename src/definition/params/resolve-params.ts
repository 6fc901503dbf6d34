import { closest } from "../../diagnostics/closest.ts";
import type { Json } from "../../model/json.ts";
import type { Params, ParamValues } from "../../model/params.ts";
import { noValues, secretTexts } from "../../model/params.ts";
import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";
import { compileParams } from "./compile-params.ts";
import { explainMismatch } from "./explain-mismatch.ts";

/** A clause, and what to do. */
interface Refusal {
  readonly what: string;
  readonly hint: string;
}

/** All of them go into one variable, which may have 128 KiB (execve(2)). */
const mostBytes = 64 * 1024;
/** A shorter text would be masked all over the log, or not at all. As of the secrets of the settings. */
const shortestSecret = 4;

/** What a run gets: what was passed, and the defaults. Or why it cannot be used; no secret value is told. */
export function resolveParams(params: Params | undefined, passed: ParamValues): Result<ParamValues, Refusal> {
  const names = Object.keys(passed);
  if (!params) {
    if (names.length === 0) return ok(noValues);
    return refuse(
      `the task takes no parameters, and ${names[0]} was passed`,
      "`runner explain TASK` shows what it takes.",
    );
  }
  const unknown = names.find((name) => !params.names.includes(name));
  if (unknown !== undefined) {
    const meant = closest(unknown, params.names);
    return refuse(
      `there is no parameter ${unknown}`,
      meant === undefined ? tellNames(params) : `Did you mean ${meant}?`,
    );
  }
  const missing = params.required.find((name) => !Object.hasOwn(passed, name));
  if (missing !== undefined) return refuse(`the parameter ${missing} is missing`, `Pass it: --param ${missing}=…`);
  const compiled = compileParams(params);
  if (!compiled.ok)
    return refuse(`its parameters cannot be checked: ${compiled.error}`, "Mend params in the task's file.");
  const { values, mismatches } = compiled.value(passed);
  const [first] = mismatches;
  if (first) {
    const subject = first.name === undefined ? "the parameters" : `the parameter ${first.name}`;
    return refuse(`${subject}: ${explainMismatch(first, params)}`, "`runner explain TASK` shows what it takes.");
  }
  return checkTexts(values, params);
}

/** Why one value alone cannot be used, whatever the others are; undefined: it can. */
export function refuseParam(params: Params, name: string, value: Json): string | undefined {
  const compiled = compileParams(params);
  const mismatches = compiled.ok ? compiled.value({ [name]: value }).mismatches : [];
  const mismatch = mismatches.find((one) => one.name === name);
  if (mismatch) return explainMismatch(mismatch, params);
  const checked = checkTexts({ [name]: value }, params);
  return checked.ok ? undefined : `${checked.error.what}. ${checked.error.hint}`;
}

function checkTexts(values: ParamValues, params: Params): Result<ParamValues, Refusal> {
  const withNul = Object.keys(values).find((name) => hasNul(values[name]!));
  if (withNul !== undefined)
    return refuse(
      `the parameter ${withNul} holds a NUL character`,
      "No variable can hold one: pass a file's path instead.",
    );
  if (Buffer.byteLength(JSON.stringify(values)) > mostBytes)
    return refuse("the parameters are longer than 64 KiB", "Pass the path of a file that holds them.");
  const short = params.secret.find(
    (name) =>
      Object.hasOwn(values, name) &&
      secretTexts({ [name]: values[name]! }, params).some(
        (text) => Array.from(text.replaceAll(/\s/g, "")).length < shortestSecret,
      ),
  );
  if (short === undefined) return ok(values);
  return refuse(
    `the secret parameter ${short} has fewer than ${shortestSecret} characters, which cannot be masked`,
    "Pass a longer one.",
  );
}

function hasNul(value: Json): boolean {
  return JSON.stringify(value).replaceAll("\\\\", "").includes("\\u0000");
}

function tellNames({ names }: Params): string {
  return names.length === 0 ? "It takes none." : `It takes ${names.join(", ")}.`;
}

function refuse(what: string, hint: string): Result<never, Refusal> {
  return failure({ what, hint });
}
