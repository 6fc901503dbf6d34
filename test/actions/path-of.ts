import { execFileSync } from "node:child_process";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { needProgram } from "./need-tools.ts";
import { makeFolder } from "./run-action.ts";

/** A PATH that holds python3 and these programs, and no others. Any user may search it. */
export function pathOf(...programs: readonly string[]): string {
  const folder = makeFolder();
  chmodSync(folder, 0o755);
  // What is called python3 may itself need more than itself.
  const python = needProgram("python3", "python3");
  const executable = execFileSync(python, ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" });
  symlinkSync(executable.trim(), join(folder, "python3"));
  for (const name of programs) symlinkSync(needProgram(name, name), join(folder, name));
  return folder;
}
