import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";

export type FoundProgram =
  { readonly kind: "found"; readonly path: string } | { readonly kind: "missing"; readonly problem: string };

/** Looks a program up as execvp(3) does: on PATH, or relative to the work folder if its name has a slash. */
export function findProgram(of: { name: string; path: string; workdir: string }): FoundProgram {
  const folders = of.name.includes("/") ? [""] : of.path.split(":").map((folder) => folder || ".");
  let seen: string | undefined;
  for (const folder of folders) {
    const candidate = resolve(of.workdir, folder, of.name);
    if (!isFile(candidate)) continue;
    if (isExecutable(candidate)) return checkInterpreter(candidate);
    seen ??= candidate;
  }
  if (seen !== undefined)
    return { kind: "missing", problem: `${seen} may not be executed. Make it executable: chmod +x ${seen}` };
  const problem = of.name.includes("/")
    ? `There is no program ${resolve(of.workdir, of.name)}. Check the path in the task.`
    : `There is no program ${JSON.stringify(of.name)} on the task's PATH (${of.path}). Install it, or set PATH under env.`;
  return { kind: "missing", problem };
}

/** The kernel says "no such file" of a script whose `#!` line names a missing program: say which one it is. */
function checkInterpreter(path: string): FoundProgram {
  const interpreter = /^#![ \t]*([^\s\0]+)/.exec(readStart(path))?.[1];
  if (interpreter === undefined || isExecutable(interpreter)) return { kind: "found", path };
  return {
    kind: "missing",
    problem: `The first line of ${path} asks for ${interpreter}, which is not there. Install it, or correct the line.`,
  };
}

/** A program may be executable without being readable: then there is nothing to check. */
function readStart(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const bytes = Buffer.alloc(256);
    return bytes.toString("latin1", 0, readSync(file, bytes, 0, 256, 0));
  } catch {
    return "";
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
