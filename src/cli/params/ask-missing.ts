import { refuseParam } from "../../definition/params/resolve-params.ts";
import type { Json } from "../../model/json.ts";
import type { Params, ParamValues } from "../../model/params.ts";
import { propertiesOf, tellMeaning, tellParams } from "../../model/params.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { Io } from "../io.ts";
import { typeParam } from "./type-param.ts";

/**
 * Asks a person for what has to be passed and was not, again where that cannot be used; secret ones without showing what is
 * typed. Undefined: they did not
 * want to answer. Where nobody is there to be asked nothing is added.
 */
export async function askMissing(
  io: Io,
  of: { task: string; params: Params | undefined; values: ParamValues },
): Promise<ParamValues | undefined> {
  const { task, params, values } = of;
  const missing = params
    ? tellParams(params).filter(({ name, isRequired }) => isRequired && !Object.hasOwn(values, name))
    : [];
  if (!io.input.isTerminal || !io.errIsTerminal || missing.length === 0) return values;
  const answers: [string, ParamValues[string]][] = [];
  for (const told of missing) {
    const { name, isSecret } = told;
    const schema = propertiesOf(params!)[name];
    const meaning = tellMeaning(told);
    // With an example: that a list is typed as JSON is nothing that anybody guesses.
    const about = meaning === undefined ? "" : ` (${meaning})`;
    const question = { text: escapeTerminal(`${task}: ${name}${about}: `), isSecret };
    const value = await askUntilGood(io, question, (answer) => {
      const typed = typeParam(answer, schema, params!.schema);
      return { typed, refusal: refuseParam(params!, name, typed) };
    });
    if (value === undefined) return undefined;
    answers.push([name, value]);
  }
  return { ...values, ...Object.fromEntries(answers) };
}

/** A person who has mistyped may try again; undefined: they have had enough. */
async function askUntilGood(
  io: Io,
  { text, isSecret }: { text: string; isSecret: boolean },
  judge: (answer: string) => { typed: Json; refusal: string | undefined },
): Promise<Json | undefined> {
  for (;;) {
    const answer = await io.input.ask(text, isSecret);
    if (answer === undefined) return undefined;
    const { typed, refusal } = judge(answer);
    if (refusal === undefined) return typed;
    io.err(`  ${escapeTerminal(refusal)}\n`);
  }
}
