import { accessSync, constants, statSync } from "node:fs";

/**
 * A tool of the host by its bare name, or by the path that the host's own settings have. Never by a path from a task's file, nor in a folder that PATH names relative to
 * where we are: a stranger's pull request would say what is started.
 */
export function findTool(name: string, path: string): string | undefined {
  if (name.startsWith("/")) return isProgram(name) ? name : undefined;
  const folders = path.split(":").filter((folder) => folder.startsWith("/"));
  return folders.map((folder) => `${folder}/${name}`).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
