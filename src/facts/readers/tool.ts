import type { FactValue } from "../../model/condition.ts";
import { meetsVersion } from "../../model/meets-version.ts";
import type { Reader } from "../reader.ts";
import { defaultPath } from "../run-quietly.ts";
import { findOnPath } from "../tools/find-on-path.ts";
import { makeVersionReader } from "../tools/make-version-reader.ts";

/** A tool is looked for at each reading, which is cheap; for its version it is executed once, until its file is another. */
export function makeToolReader(): Reader<"tool"> {
  const readVersion = makeVersionReader();
  return async ({ name, version: wish, path = process.env["PATH"] ?? defaultPath }, { signal }) => {
    const found = await findOnPath(name, path);
    if (found === undefined) return no(`${name} is not on the PATH (${path})`);
    if (!wish) return { kind: "boolean", value: true, why: found };
    const read = await readVersion(found, signal);
    if (!read.ok) return no(`${found} ${read.error}`);
    return { kind: "boolean", value: meetsVersion(read.value, wish), why: `${found} is ${read.value}` };
  };
}

function no(why: string): FactValue {
  return { kind: "boolean", value: false, why };
}
