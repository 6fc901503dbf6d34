import type { Pointer } from "../read/document.ts";
import type { Given } from "./given.ts";

/** The items of a value that is one, or a list of them, each with its place; without those whose shape is wrong. */
export function listItems<Item>(
  { merged }: Given,
  key: string,
  written: Item | readonly Item[] | undefined,
): readonly { readonly item: Item; readonly pointer: Pointer }[] {
  if (written === undefined) return [];
  if (!Array.isArray(written)) return [{ item: written as Item, pointer: [key] }];
  return (written as readonly Item[]).flatMap((item, i) =>
    merged.isUnsound(`${key}/${i}`) ? [] : [{ item, pointer: [key, i] }],
  );
}
