import type { TaskId } from "../model/ids.ts";
import type { Read } from "./read-options.ts";
import type { Call } from "./verb.ts";

/** One task, or with `--all` everything (undefined). Neither or both is told. */
export function readScope({ io, args, options }: Call): Read<TaskId | undefined> {
  const [task] = args;
  const all = options["all"] === true;
  if ((task === undefined) === all) return { value: task as TaskId | undefined };
  io.err(`runner: ${all ? "a task or --all, not both" : "which task? Name one, or everything by --all"}\n`);
  return { bad: true };
}
