import { statSync } from "node:fs";

/** Whether an open file is where it was opened: `gone`, nothing is there; `replaced`, another file is. */
export type FilePlace = "here" | "gone" | "replaced";

/** Remembers which file is at `path`; gives what has become of it whenever it is asked. */
export function watchPlace(path: string): () => FilePlace {
  const opened = statSync(path);
  return () => {
    const there = statSync(path, { throwIfNoEntry: false });
    if (!there) return "gone";
    return there.ino === opened.ino && there.dev === opened.dev ? "here" : "replaced";
  };
}
