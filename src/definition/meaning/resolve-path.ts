import type { Result } from "../../model/result.ts";
import { failure, ok } from "../../model/result.ts";

/**
 * A path from the repository's root without `.` and `..` in it; "" is the root. Fails with a clause: why it leads out
 * of the repository. `from`: the folder that it starts in.
 */
export function resolvePath(path: string, from = ""): Result<string, string> {
  if (path.startsWith("/")) return failure("is absolute");
  if (path.startsWith("~")) return failure("starts in a home directory");
  const steps: string[] = from === "" ? [] : from.split("/");
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return failure("leaves the repository");
  }
  return ok(steps.join("/"));
}
