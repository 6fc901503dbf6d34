import type { SourceText } from "../../diagnostics/span.ts";
import type { Document, Pointer, Table } from "./document.ts";

/** Offsets: from, up to and not including. */
export type Range = readonly [start: number, end: number];

/** Where a value is written, and where its key is; the tree has the shape of the values. */
export interface Place {
  readonly key: Range | undefined;
  readonly value: Range;
  /** The names in the `[table]` line that opened it. */
  readonly header: readonly string[] | undefined;
  readonly children: Map<string | number, Place>;
}

export function makePlace(value: Range, key?: Range, header?: readonly string[]): Place {
  return { key, value, header, children: new Map() };
}

/** A document whose places are found when the first is asked for: files without a fault never need them. */
export function makeDocument(
  source: SourceText,
  value: Table,
  findPlaces: () => Place,
  flawed: readonly Pointer[] = [],
): Document {
  let root: Place | undefined;
  return {
    source,
    value,
    flawed,
    locate(pointer, part) {
      const { place, steps } = find((root ??= findPlaces()), pointer);
      const exact = steps === pointer.length;
      const [start, end] = steps === 0 ? [0, 0] : part === "value" && exact ? place.value : (place.key ?? place.value);
      return { source, start, end };
    },
    findHeader(pointer) {
      const { place, steps } = find((root ??= findPlaces()), pointer);
      if (steps < pointer.length || place.header === undefined || place.key === undefined) return undefined;
      const [start, end] = place.key;
      return { span: { source, start, end }, name: place.header.join(".") };
    },
  };
}

/** The place as far down as there is one, and how many steps that is. */
function find(root: Place, pointer: Pointer): { place: Place; steps: number } {
  let place = root;
  for (const [steps, step] of pointer.entries()) {
    const next = place.children.get(step);
    if (next === undefined) return { place, steps };
    place = next;
  }
  return { place, steps: pointer.length };
}
