import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import type { Document } from "./document.ts";

/** What became of a file: a document, problems, or both. Without a document nothing more can be said about it. */
export interface Reading {
  readonly document: Document | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export function failedReading(...diagnostics: readonly Diagnostic[]): Reading {
  return { document: undefined, diagnostics };
}
