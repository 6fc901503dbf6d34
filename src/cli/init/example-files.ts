import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { NewFile } from "./new-file.ts";

/** The examples that are task repositories, by name. */
export function listExamples(packageRoot: string): readonly string[] {
  const folder = join(packageRoot, "examples");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, "tasks.d")))
    .sort();
}

/** All files of one of them. */
export function exampleFiles(packageRoot: string, name: string): readonly NewFile[] {
  const folder = join(packageRoot, "examples", name);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const executable = (statSync(path).mode & 0o100) !== 0;
      return { path: relative(folder, path), text: readFileSync(path, "utf8"), executable };
    });
}
