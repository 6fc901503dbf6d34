import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltInActions } from "../definition/index.ts";
import { packageRoot } from "./package-root.ts";

/** The actions that come with this program. Nothing is read before somebody asks. */
export function builtInActions(): BuiltInActions {
  let folder: string | undefined;
  let names: readonly string[] | undefined;
  return {
    get folder() {
      return (folder ??= join(packageRoot(), "src/actions"));
    },
    get names() {
      return (names ??= readdirSync(this.folder)
        .filter((name) => existsSync(join(this.folder, name, "action.toml")))
        .sort());
    },
    read(name) {
      return readFileSync(join(this.folder, name, "action.toml"));
    },
  };
}
