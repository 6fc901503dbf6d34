import type { Chosen } from "../decide/index.ts";
import { resolveParams } from "../definition/params/resolve-params.ts";
import type { ParamValues } from "../model/params.ts";
import type { Result } from "../model/result.ts";
import { failure, ok } from "../model/result.ts";
import type { Task } from "../model/task.ts";
import type { Trouble } from "./ask.ts";
import { exitCodes } from "./exit-codes.ts";
import { askMissing } from "./params/ask-missing.ts";
import type { Passed } from "./params/read-passed.ts";
import { typePassed } from "./params/read-passed.ts";
import type { Call } from "./verb.ts";

export interface Picked {
  readonly task: Task;
  readonly chosen: Chosen | undefined;
}

/** `given`: without the defaults, which `params` has. */
interface Ready extends Picked {
  readonly given: ParamValues;
  readonly params: ParamValues;
}

/** With what each of them would run. Undefined: a person was asked for what is missing, and did not want to say. */
export async function resolveAll(
  io: Call["io"],
  picked: readonly Picked[],
  passed: Passed,
): Promise<Result<readonly Ready[], Trouble> | undefined> {
  const ready: Ready[] = [];
  for (const one of picked) {
    const { params: takes, id } = one.task;
    const given = await askMissing(io, { task: id, params: takes, values: typePassed(passed, takes) });
    if (given === undefined) return undefined;
    const resolved = resolveParams(takes, given);
    if (!resolved.ok)
      return failure({ what: `${id}: ${resolved.error.what}`, hint: resolved.error.hint, code: exitCodes.invalid });
    ready.push({ ...one, given, params: resolved.value });
  }
  return ok(ready);
}
