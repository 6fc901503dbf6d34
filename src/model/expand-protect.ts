import type { JsonTable } from "./json.ts";
import { findPlaceholder } from "./placeholder.ts";

/** Placeholders of parameters as the path, or the paths, that they have; those whose value is not known stay. */
export function expandProtect(protect: readonly string[], values: JsonTable): readonly string[] {
  return protect.flatMap((path) => {
    const placeholder = findPlaceholder(path);
    if (placeholder?.kind !== "one" || !Object.hasOwn(values, placeholder.name)) return [path];
    return [values[placeholder.name]!].flat().filter((value) => typeof value === "string" && value !== "") as string[];
  });
}
