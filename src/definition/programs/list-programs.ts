import type { Program } from "../../diagnostics/program.ts";
import type { RevisionFiles } from "../../model/files.ts";
import { resolvePath } from "../meaning/resolve-path.ts";
import { shells } from "../../model/unsaid.ts";
import type { WrittenTask } from "../meaning/written-task.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { locateLine } from "./locate-line.ts";

/** Of all tasks, whatever else may be wrong with them. A script that is not there is told elsewhere, and left out. */
export function listPrograms(tasks: readonly WrittenTask[], find: RevisionFiles["find"]): readonly Program[] {
  return tasks.flatMap((task) =>
    (["run", "check", "rollback"] as const).flatMap((key) => {
      const command = readProgram(task.merged.value[key] as TaskFile["run"]);
      if (!command) return [];
      const entry = command.kind === "script" ? find(command.path) : undefined;
      if (command.kind === "script" && !entry) return [];
      const { shell = "bash" } = task.merged.value as TaskFile;
      return {
        task: task.id ?? "",
        key,
        command,
        shell: typeof shell === "string" ? shells[shell] : shell,
        isExecutable: entry !== undefined && entry.kind !== "file",
        locate: (line?: number) => locate(task, key, command, line),
      };
    }),
  );
}

function readProgram(written: TaskFile["run"]): Program["command"] | undefined {
  if (typeof written === "string") return { kind: "text", text: written.replaceAll("\r\n", "\n") };
  if (written === undefined || !("script" in written)) return undefined;
  const path = resolvePath(written.script);
  return path.ok ? { kind: "script", path: path.value, args: written.args ?? [] } : undefined;
}

function locate({ merged }: WrittenTask, key: Program["key"], command: Program["command"], line: number | undefined) {
  if (command.kind === "script") return merged.locate([key, "script"], "value");
  const keyPlace = merged.locate([key], "key");
  if (line === undefined) return keyPlace;
  return locateLine({ value: merged.locate([key], "value"), text: command.text, line }) ?? keyPlace;
}
