import type { SourceText, Span } from "../../diagnostics/span.ts";
import type { Json } from "../../model/json.ts";

/** The way from a document's root to a value: keys and list indexes. */
export type Pointer = readonly (string | number)[];

export type Table = { readonly [key: string]: Json };

/**
 * A file's values, and where each is written. Whoever checks the values need not know TOML from YAML.
 */
export interface Document {
  readonly source: SourceText;
  readonly value: Table;
  /** Values that could not be taken as written: told already, and not to be looked at. */
  readonly flawed: readonly Pointer[];
  /** The place of a key or of its value; of the nearest one around it where there is none. */
  readonly locate: (pointer: Pointer, part: "key" | "value") => Span;
  /** The `[table]` line that opened the table, as TOML has them; undefined where it was written otherwise. */
  readonly findHeader: (pointer: Pointer) => { readonly span: Span; readonly name: string } | undefined;
}
