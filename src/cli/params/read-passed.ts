import type { ParamValues, Params } from "../../model/params.ts";
import { noValues, propertiesOf } from "../../model/params.ts";
import type { Read } from "../read-options.ts";
import type { Call } from "../verb.ts";
import { textOption } from "../verb.ts";
import { readParamsFile } from "./read-params-file.ts";
import { typeParam } from "./type-param.ts";

/** What was given on the command line, not yet typed: that needs the task. */
export interface Passed {
  readonly values: ParamValues;
  /** Of `--param`: they go before those of a file. */
  readonly texts: ReadonlyMap<string, string>;
}

/** `--param` and `--params-file`; what is wrong is told. */
export async function readPassed(call: Call): Promise<Read<Passed>> {
  const texts = new Map<string, string>();
  for (const pair of (call.options["param"] ?? []) as readonly string[]) {
    const [, name, text] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    // What is no pair may be a secret alone.
    if (name === undefined) {
      call.io.err("runner: --param: there is no NAME=VALUE. Write --param days=7\n");
      return { bad: true };
    }
    texts.set(name, text!);
  }
  const path = textOption(call, "paramsFile");
  const file = path === undefined ? { value: noValues } : await readParamsFile(call, path);
  return "bad" in file ? file : { value: { values: file.value, texts } };
}

export function isAnythingPassed({ values, texts }: Passed): boolean {
  return texts.size > 0 || Object.keys(values).length > 0;
}

/** As the task's schema has them. */
export function typePassed({ values, texts }: Passed, params: Params | undefined): ParamValues {
  const properties = params ? propertiesOf(params) : {};
  const typed = [...texts].map(([name, text]) => {
    const schema = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return [name, typeParam(text, schema, params?.schema ?? {})] as const;
  });
  return Object.fromEntries([...Object.entries(values), ...typed]);
}
