import type { RevisionFiles } from "../../model/files.ts";
import type { Command } from "../../model/task.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { checkArgv } from "./check-argv.ts";
import { checkScript } from "./check-script.ts";
import type { Given } from "./given.ts";
import { at } from "./given.ts";

type Written = NonNullable<TaskFile["run"]>;

/** What `run`, `check` or `rollback` executes. A script must be in the revision; a list must not be shell text. */
export function readCommand(
  given: Given,
  key: "run" | "check" | "rollback",
  command: Written,
  find: RevisionFiles["find"],
): Command | undefined {
  const { merged, report } = given;
  // A line that ends with CR LF would give each word at its end a CR.
  if (typeof command === "string") return { kind: "text", text: command.replaceAll("\r\n", "\n") };
  if (!("script" in command)) {
    checkArgv(at(given, [key]), command);
    return { kind: "argv", argv: command };
  }
  const found = checkScript(command.script, merged.locate([key, "script"], "value"), find);
  if (found.ok) return { kind: "script", path: found.value, args: command.args ?? [] };
  report(found.error);
  return undefined;
}
