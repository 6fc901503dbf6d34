import { locateInTask } from "../../definition/index.ts";
import type { ReadScripts } from "../../inspect/index.ts";
import type { Attention, Unplaced } from "../../plan/index.ts";

/** Each at the line of its task's file at which it is said: that is what a reviewer has to look at. */
export async function placeAttention(
  attention: readonly Unplaced[],
  readFiles: ReadScripts,
): Promise<readonly Attention[]> {
  const paths = new Set(attention.flatMap(({ file, about }) => (about ? [file] : [])));
  const files = paths.size === 0 ? new Map<string, Uint8Array>() : await readFiles([...paths]);
  return attention.map(({ about, ...told }) => {
    const bytes = files.get(told.file);
    const line = about && bytes && locateInTask({ path: told.file, bytes }, told.task, about);
    return { ...told, line: line ?? told.line };
  });
}
