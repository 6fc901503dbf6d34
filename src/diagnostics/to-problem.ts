import type { Diagnostic } from "./diagnostic.ts";
import { locateOffset } from "./locate-offset.ts";
import type { Span } from "./span.ts";

/** A diagnostic as machines get it (`runner validate --json`). Lines and columns from 1. */
export interface Problem extends ProblemPlace {
  readonly code: string;
  readonly severity: "error" | "warning";
  readonly hint?: string;
  readonly related: readonly ProblemPlace[];
}

export interface ProblemPlace {
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function toProblem(diagnostic: Diagnostic): Problem {
  const { code, severity, message, span, hint, related } = diagnostic;
  return {
    code,
    severity,
    message,
    ...toPlace(span),
    ...(hint === undefined ? {} : { hint }),
    related: related.map((other) => ({ message: other.message, ...toPlace(other.span) })),
  };
}

function toPlace(span: Span): { file: string; line: number; column: number } {
  return { file: span.source.path, ...locateOffset(span.source, span.start) };
}
