import { textInList } from "../../diagnostics/meaning-codes.ts";
import { wrongValue } from "../../diagnostics/shape-codes.ts";
import type { RevisionFiles } from "../../model/files.ts";
import type { Command } from "../../model/task.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { checkScript } from "./check-script.ts";
import type { Given } from "./given.ts";

type Written = NonNullable<TaskFile["run"]>;

/** What `run` or `check` executes. A script must be in the revision; a list must not be shell text. */
export function readCommand(
  given: Given,
  key: "run" | "check",
  command: Written,
  find: RevisionFiles["find"],
): Command | undefined {
  const { merged, report } = given;
  // A line that ends with CR LF would give each word at its end a CR.
  if (typeof command === "string") return { kind: "text", text: command.replaceAll("\r\n", "\n") };
  if (!("script" in command)) return readList(given, key, command);
  const found = checkScript(command.script, merged.locate([key, "script"], "value"), find);
  if (found.ok) return { kind: "script", path: found.value, args: command.args ?? [] };
  report(found.error);
  return undefined;
}

function readList({ merged, report }: Given, key: "run" | "check", argv: readonly string[]): Command {
  const [program = ""] = argv;
  if (program.trim() === "") {
    const of = { key, wanted: "a list that begins with a program", got: JSON.stringify(program), hint: undefined };
    report(wrongValue(merged.locate([key, 0], "value"), of));
  } else if (/\s/.test(program) && (argv.length === 1 || !/^[./]/.test(program))) {
    report(textInList(merged.locate([key], "value"), key, program));
  }
  return { kind: "argv", argv };
}
