/**
 * takes       what is wrong, from whoever found it: one constructor per code
 * gives       diagnostics as text for people, as problems for machines, and the page that documents them
 * fails with  nothing
 * guarantees  every code is documented; what is printed is safe for a terminal
 */
import { byCodePoint } from "../model/compare.ts";
import type { Diagnostic } from "./diagnostic.ts";

export type { Diagnostic } from "./diagnostic.ts";
export type { SourceText, Span } from "./span.ts";
export type { Problem } from "./to-problem.ts";
export { closest } from "./closest.ts";
export { renderDiagnostic } from "./render-diagnostic.ts";
export { toProblem } from "./to-problem.ts";

/** In order of path and place, each once: what tasks share is checked for each of them, and told once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    once.set([one.span.source.path, one.span.start, one.code, one.message].join("\0"), one);
  }
  return [...once.values()].sort(
    (a, b) =>
      byCodePoint(a.span.source.path, b.span.source.path) ||
      a.span.start - b.span.start ||
      byCodePoint(a.code, b.code) ||
      byCodePoint(a.message, b.message),
  );
}
