import { watch } from "node:fs";
import { readEnding } from "./read-ending.ts";

/** Calls back, perhaps more than once, when the exit file is whole. Gives what closes it; throws if none can be had. */
export function watchEnding(path: string, onWhole: () => void): () => void {
  const watcher = watch(path, () => {
    if (readEnding(path)) onWhole();
  });
  watcher.on("error", () => watcher.close());
  return () => watcher.close();
}
