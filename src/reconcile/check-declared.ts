import { compileParams } from "../definition/params/compile-params.ts";
import { explainMismatch } from "../definition/params/explain-mismatch.ts";
import { oneLine } from "../model/one-line.ts";
import type { OutputProblem, Outputs } from "../model/outputs.ts";
import type { ParamValues } from "../model/params.ts";
import type { Task } from "../model/task.ts";

/** So many are told: whoever mends the action sees the rest then. */
const mostTold = 20;

/** With a problem for each value that is not as the action declares it. What has been said stays, and no run fails of it. */
export function checkDeclared({ action }: Pick<Task, "action">, outputs: Outputs): Outputs {
  if (!action?.outputs) return outputs;
  const { problems = [], missing: _, ...said } = outputs;
  const compiled = compileParams({ schema: action.outputs });
  const declares = `the action ${action.name} declares otherwise`;
  const found = compiled.ok
    ? compiled.value(JSON.parse(JSON.stringify(said)) as ParamValues).mismatches.map((mismatch) => ({
        where: oneLine(`${mismatch.name ?? "outputs"}${mismatch.within}`, 100),
        what: oneLine(`${declares}: ${explainMismatch({ ...mismatch, within: "" }, nothingSecret)}`, 300),
      }))
    : [
        {
          where: "outputs",
          what: oneLine(`what the action ${action.name} declares cannot be used: ${compiled.error}`, 300),
        },
      ];
  const all: readonly OutputProblem[] = [...problems, ...found.slice(0, mostTold)];
  return all.length === 0 ? outputs : { ...outputs, problems: all };
}

/** Outputs are masked by now. */
const nothingSecret = { secret: [] };
