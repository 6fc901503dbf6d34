import type { Span } from "./span.ts";

/** What is wrong with a file, told to its author. A value: collected, never thrown. */
export interface Diagnostic {
  /** `unknown-key`: stable, documented in docs/diagnostics.md. */
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly span: Span;
  /** What to do about it. */
  readonly hint: string | undefined;
  readonly related: readonly { readonly message: string; readonly span: Span }[];
}
