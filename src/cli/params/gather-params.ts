import type { TaskId } from "../../model/ids.ts";
import type { ParamValues } from "../../model/params.ts";
import { noValues } from "../../model/params.ts";
import type { Result } from "../../model/result.ts";
import { ok } from "../../model/result.ts";
import type { Runner, Trouble } from "../ask.ts";
import type { Call } from "../verb.ts";
import { askMissing } from "./ask-missing.ts";
import type { Passed } from "./read-passed.ts";
import { isAnythingPassed, typePassed } from "./read-passed.ts";

/**
 * What is passed to each task: what was given, typed as its schema has it, and what a person is asked for. Undefined: they
 * did not want to say. The runner has the tasks' schemas, and the last word.
 */
export async function gatherParams(
  { io }: Call,
  { tasks, passed, runner }: { tasks: readonly TaskId[]; passed: Passed; runner: Runner },
): Promise<Result<ReadonlyMap<TaskId, ParamValues>, Trouble> | undefined> {
  const gathered = new Map<TaskId, ParamValues>(tasks.map((task) => [task, noValues]));
  if (!isAnythingPassed(passed) && !io.input.isTerminal) return ok(gathered);
  const said = await runner.ask({ ask: "takes", tasks });
  // What stands in the way is told by the run itself, if there is nothing to be said of parameters.
  if (!said.ok) return isAnythingPassed(passed) ? said : ok(gathered);
  const takes = said.value.answer === "takes" ? said.value.params : [];
  for (const [i, task] of tasks.entries()) {
    const params = takes[i] ?? undefined;
    const values = await askMissing(io, { task, params, values: typePassed(passed, params) });
    if (values === undefined) return undefined;
    gathered.set(task, values);
  }
  return ok(gathered);
}
