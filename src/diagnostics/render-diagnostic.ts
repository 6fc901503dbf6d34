import type { Diagnostic } from "./diagnostic.ts";
import { getLine, locateOffset } from "./locate-offset.ts";
import { neutralize } from "./neutralize.ts";
import type { Span } from "./span.ts";
import { widthOf } from "./width-of.ts";

const codes = { error: "\x1b[1;31m", warning: "\x1b[1;33m", quiet: "\x1b[34m", bold: "\x1b[1m", off: "\x1b[0m" };
type Style = "error" | "warning" | "quiet" | "bold";
type Paint = (style: Style, text: string) => string;

const tab = "    ";
/** Columns of source shown at most; a longer line is cut around the place. */
const widest = 120;
/** A cycle may have a hundred thousand hops: a terminal is shown the first. The JSON form has them all. */
const mostRelated = 20;

/**
 * One diagnostic for people, several lines without a trailing one: what, where, the source line with a caret, what to
 * do, and the related places. Safe to print whatever the file holds.
 */
export function renderDiagnostic(diagnostic: Diagnostic, options: { color: boolean }): string {
  const paint: Paint = (style, text) => (options.color ? `${codes[style]}${text}${codes.off}` : text);
  const { severity, code, message, span, hint, related } = diagnostic;
  const lines = [
    `${paint(severity, `${severity}[${code}]`)}${paint("bold", `: ${neutralize(message)}`)}`,
    ...renderPlace(span, paint, severity),
  ];
  if (hint !== undefined) lines.push(`  ${paint("quiet", "=")} ${paint("bold", "hint")}: ${neutralize(hint)}`);
  for (const other of related.slice(0, mostRelated)) {
    lines.push(`  ${paint("quiet", "=")} ${paint("bold", "see")}: ${neutralize(other.message)}`);
    lines.push(...renderPlace(other.span, paint, "quiet"));
  }
  if (related.length > mostRelated) lines.push(`  = and ${related.length - mostRelated} more places`);
  return lines.join("\n");
}

function renderPlace(span: Span, paint: Paint, style: Style): string[] {
  const { line, column } = locateOffset(span.source, span.start);
  const number = String(line);
  const margin = " ".repeat(number.length + 1);
  const lines = [`${margin.slice(1)} ${paint("quiet", "-->")} ${neutralize(span.source.path)}:${line}:${column}`];
  const { text, start } = getLine(span.source, line);
  if (text.trim() === "") return lines;
  const bar = paint("quiet", "|");
  const { shown, before, marked } = frame(text, span.start - start, span.end - start);
  return [
    ...lines,
    `${margin} ${bar}`,
    `${paint("quiet", number)}  ${bar} ${shown}`.trimEnd(),
    `${margin} ${bar} ${" ".repeat(before)}${paint(style, "^".repeat(marked))}`,
  ];
}

/**
 * The part of a line around a place, ready to print; where the caret starts and how long it is, in columns. `start` and
 * `end` are offsets in the line; the place may go on beyond it.
 */
function frame(text: string, start: number, end: number): { shown: string; before: number; marked: number } {
  const from = text.length > widest ? Math.max(0, Math.min(start - 40, text.length - widest)) : 0;
  const to = Math.min(text.length, from + widest);
  const parts = [
    text.slice(from, start),
    text.slice(start, Math.min(end, to)),
    text.slice(Math.max(start, Math.min(end, to)), to),
  ];
  const [lead, place, rest] = parts.map((part) => neutralize(part.toWellFormed().replaceAll("\t", tab)));
  const [cutBefore, cutAfter] = [from > 0 ? "…" : "", to < text.length ? "…" : ""];
  return {
    shown: `${cutBefore}${lead}${place}${rest}${cutAfter}`,
    before: cutBefore.length + widthOf(lead!),
    marked: Math.max(1, widthOf(place!)),
  };
}
