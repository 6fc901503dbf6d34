import type { JsonTable } from "../../model/json.ts";
import type { Params, ParamValues } from "../../model/params.ts";
import { propertiesOf } from "../../model/params.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { Io } from "../io.ts";
import { typeParam } from "./type-param.ts";

/**
 * Asks a person for what has to be passed and was not; secret ones without showing what is typed. Undefined: they did not
 * want to answer. Where nobody is there to be asked nothing is added.
 */
export async function askMissing(
  io: Io,
  of: { task: string; params: Params | undefined; values: ParamValues },
): Promise<ParamValues | undefined> {
  const { task, params, values } = of;
  const missing = params?.required.filter((name) => !Object.hasOwn(values, name)) ?? [];
  if (!io.input.isTerminal || !io.errIsTerminal || missing.length === 0) return values;
  const answers: [string, ParamValues[string]][] = [];
  for (const name of missing) {
    const schema = propertiesOf(params!)[name] as JsonTable;
    const about = typeof schema["description"] === "string" ? ` (${schema["description"]})` : "";
    const answer = await io.input.ask(escapeTerminal(`${task}: ${name}${about}: `), params!.secret.includes(name));
    if (answer === undefined) return undefined;
    answers.push([name, typeParam(answer, schema, params!.schema)]);
  }
  return { ...values, ...Object.fromEntries(answers) };
}
