import type { Diagnostic } from "./diagnostic.ts";

/** What docs/diagnostics.md says about a code. Markdown. */
export interface CodeEntry {
  readonly severity: Diagnostic["severity"];
  readonly means: string;
  /** A file that gets it, or the part that matters. */
  readonly example: string;
  readonly fix: string;
}

export type CodeTable = Readonly<Record<string, CodeEntry>>;

type Parts = Pick<Diagnostic, "message" | "span"> & Partial<Pick<Diagnostic, "hint" | "related">>;

/** Makes the diagnostics of one family: a code that is not in its table does not compile. */
export function makerOf<Table extends CodeTable>(
  table: Table,
): (code: keyof Table & string, parts: Parts) => Diagnostic {
  return (code, { message, span, hint, related = [] }) => {
    return { code, severity: table[code]!.severity, message, span, hint, related };
  };
}
