import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "./run-action.ts";

/** A PATH that holds python3 and these programs, and no others. */
export function pathOf(...programs: readonly string[]): string {
  const folder = makeFolder();
  // What is called python3 may itself need more than itself.
  const python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
  symlinkSync(python, join(folder, "python3"));
  for (const name of programs) {
    const path = execFileSync("sh", ["-c", 'command -v "$1"', "sh", name], { encoding: "utf8" }).trim();
    symlinkSync(path, join(folder, name));
  }
  return folder;
}
