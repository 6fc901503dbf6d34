import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that this program was installed to, with its schemas/ and examples/: the same for the bundle and for the sources. */
export function packageRoot(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, "package.json"))) {
    if (at === dirname(at)) throw new Error("there is no package.json above the program's own file");
    at = dirname(at);
  }
  return at;
}
