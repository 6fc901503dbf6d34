import type { Span } from "../../diagnostics/span.ts";
import type { Merged } from "./layer.ts";

/** One task as it stands in a file, with its defaults merged in. */
export interface WrittenTask {
  /** As written, or made of the file's name and then not necessarily valid. Undefined: unusable, and told already. */
  readonly id: string | undefined;
  readonly idFromFileName: boolean;
  /** Where the task is named: its id, or the beginning of its file. */
  readonly idSpan: () => Span;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly merged: Merged;
}
