import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import { strayFile } from "../../diagnostics/reading-codes.ts";
import { guessName } from "./guess-name.ts";

/** Files among the tasks that are none by their names, where the name looks like a slip. */
export function tellStrays(paths: readonly string[]): readonly Diagnostic[] {
  return paths.flatMap((path) => {
    const meant = guessName(path);
    return meant === undefined ? [] : [strayFile(path, meant)];
  });
}
