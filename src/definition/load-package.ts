import type * as Ajv from "ajv/dist/2020.js";
import type * as Crypto from "node:crypto";
import { createRequire } from "node:module";
import type * as TomlPlaces from "toml-eslint-parser";
import type * as Yaml from "yaml";

/*
 * What most starts do not need, and what costs milliseconds to load: YAML where there is only TOML, the parser for places
 * where nothing is wrong, ajv where no task takes parameters, node:crypto where nobody asks for a digest. In the published
 * file `require` is there, and esbuild has put the package behind it, unevaluated until called; when Node runs the sources
 * it is not.
 */

export function loadYaml(): typeof Yaml {
  if (typeof require !== "function") return loadFromDisk("yaml") as typeof Yaml;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("yaml") as typeof Yaml;
}

export function loadTomlPlaces(): typeof TomlPlaces {
  if (typeof require !== "function") return loadFromDisk("toml-eslint-parser") as typeof TomlPlaces;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("toml-eslint-parser") as typeof TomlPlaces;
}

/** What its schemas are compiled with ahead of time is not in the program: this is for those in task files. */
export function loadAjv(): typeof Ajv {
  if (typeof require !== "function") return loadFromDisk("ajv/dist/2020.js") as typeof Ajv;
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("ajv/dist/2020.js") as typeof Ajv;
}

let crypto: typeof Crypto | undefined;

/** Asked for once a task: making a `require` takes 25 µs. */
export function loadCrypto(): typeof Crypto {
  return (crypto ??= createRequire(import.meta.url)("node:crypto") as typeof Crypto);
}

function loadFromDisk(name: string): unknown {
  return createRequire(import.meta.url)(name);
}
