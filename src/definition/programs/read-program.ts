import type { Program } from "../../diagnostics/program.ts";
import type { Span } from "../../diagnostics/span.ts";
import type { Merged } from "../meaning/layer.ts";
import { resolvePath } from "../meaning/resolve-path.ts";
import type { TaskFile } from "../task-file.generated.ts";
import { locateLine } from "./locate-line.ts";

/** undefined: it is none that an interpreter is handed. */
export function readProgram(written: TaskFile["run"]): Program["command"] | undefined {
  if (typeof written === "string") return { kind: "text", text: written.replaceAll("\r\n", "\n") };
  if (written === undefined || !("script" in written)) return undefined;
  const path = resolvePath(written.script);
  return path.ok ? { kind: "script", path: path.value, args: written.args ?? [] } : undefined;
}

/** As Program.locate has it. */
export function locateProgram(
  merged: Merged,
  { key, command }: Pick<Program, "key" | "command">,
  line: number | undefined,
): Span {
  if (command.kind === "script") return merged.locate([key, "script"], "value");
  const keyPlace = merged.locate([key], "key");
  if (line === undefined) return keyPlace;
  return locateLine({ value: merged.locate([key], "value"), text: command.text, line }) ?? keyPlace;
}
