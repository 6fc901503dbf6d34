import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";

/** As execvp(3) finds it, but for folders that PATH names relative to where a run happens to be. */
export async function findOnPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(":")) {
    const candidate = `${folder}/${name}`;
    if (folder.startsWith("/") && (await isProgram(candidate))) return candidate;
  }
  return undefined;
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
