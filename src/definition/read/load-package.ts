import { createRequire } from "node:module";

/*
 * Two parsers that most starts do not need, and that cost milliseconds to load: YAML where there is only TOML, and the
 * one for places where nothing is wrong. In the published file `require` is there and esbuild has put the package
 * behind it, unevaluated until called; when Node runs the sources it is not.
 */

export function loadYaml(): typeof import("yaml") {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (typeof require === "function" ? require("yaml") : fromDisk("yaml")) as typeof import("yaml");
}

export function loadTomlPlaces(): typeof import("toml-eslint-parser") {
  return (
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    (
      typeof require === "function" ? require("toml-eslint-parser") : fromDisk("toml-eslint-parser")
    ) as typeof import("toml-eslint-parser")
  );
}

function fromDisk(name: string): unknown {
  return createRequire(import.meta.url)(name);
}
