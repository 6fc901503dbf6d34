import type { SourceText, Span } from "../../diagnostics/span.ts";
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
  function find(pointer: Pointer): { place: Place; exact: boolean } {
    let place = (root ??= findPlaces());
    for (const step of pointer) {
      const next = place.children.get(step);
      if (next === undefined) return { place, exact: false };
      place = next;
    }
    return { place, exact: true };
  }
  function spanOf([start, end]: Range): Span {
    return { source, start, end };
  }
  return {
    source,
    value,
    flawed,
    locate(pointer, part) {
      const { place, exact } = find(pointer);
      if (pointer.length === 0 || place === root) return { source, start: 0, end: 0 };
      return spanOf(part === "value" && exact ? place.value : (place.key ?? place.value));
    },
    findHeader(pointer) {
      const { place, exact } = find(pointer);
      if (!exact || place.header === undefined || place.key === undefined) return undefined;
      return { span: spanOf(place.key), name: place.header.join(".") };
    },
  };
}
