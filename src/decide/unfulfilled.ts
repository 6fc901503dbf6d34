import type { Outputs } from "../model/outputs.ts";
import type { RunEnd } from "../model/run.ts";
import type { Task } from "../model/task.ts";

/** Why an attempt with a good exit code has failed all the same: of a task that says itself how it went. */
export function unfulfilled(
  { output }: Pick<Task, "output">,
  outputs: Outputs | undefined,
): Pick<RunEnd, "status" | "reason" | "detail"> | undefined {
  if (output === "text") return undefined;
  if (outputs?.success === false) {
    const summary = outputs.summary === undefined ? "" : `: ${outputs.summary}`;
    return { status: "failed", reason: "unsuccessful", detail: `its outputs say success: false${summary}` };
  }
  if (outputs?.missing !== true) return undefined;
  return { status: "failed", reason: "no-output", detail: 'it printed no JSON object, which output = "json" promises' };
}
