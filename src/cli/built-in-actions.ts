import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuiltInActions } from "../definition/index.ts";
import { loadCrypto } from "../definition/load-package.ts";
import { packageRoot } from "./package-root.ts";

/**
 * The actions that come with this program. Nothing is read before somebody asks, and then once: what the key says and what
 * was read are the same, also where the program is replaced while it runs.
 */
export function builtInActions(): BuiltInActions {
  const texts = new Map<string, Uint8Array>();
  let folder: string | undefined;
  let names: readonly string[] | undefined;
  let key: string | undefined;
  return {
    get folder() {
      return (folder ??= join(packageRoot(), "src/actions"));
    },
    get names() {
      return (names ??= readdirSync(this.folder)
        .filter((name) => existsSync(join(this.folder, name, "action.toml")))
        .sort());
    },
    get key() {
      return (key ??= digest(this));
    },
    read(name) {
      const text = texts.get(name) ?? readFileSync(join(this.folder, name, "action.toml"));
      texts.set(name, text);
      return text;
    },
  };
}

function digest(actions: BuiltInActions): string {
  const hash = loadCrypto().createHash("sha256");
  for (const name of actions.names) {
    const text = actions.read(name);
    hash.update(`${name} ${text.length}\n`).update(text);
  }
  return hash.digest("hex");
}
