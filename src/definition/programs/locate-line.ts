import { getLine, locateOffset } from "../../diagnostics/locate-offset.ts";
import type { Span } from "../../diagnostics/span.ts";

/**
 * Where a line of a text, counted from 1, is written in its file; a line beyond the end is the last one. undefined: the
 * way in which it is written does not tell (a folded scalar, an escape for a line break by its number).
 */
export function locateLine(of: { value: Span; text: string; line: number }): Span | undefined {
  const { value, text, line } = of;
  const { source } = value;
  const lines = text.replace(/\n+$/, "").split("\n");
  const starts = source.path.endsWith(".toml") ? findInToml(value, text) : findInYaml(value, lines);
  const at = Math.min(line, lines.length) - 1;
  const start = starts?.[at];
  if (start === undefined) return undefined;
  const end = Math.min(starts?.[at + 1] ?? value.end, value.end, endOfLine(source.text, start));
  const written = source.text.slice(start, end);
  const blank = written.length - written.trimStart().length;
  return { source, start: start + blank, end: Math.max(start + blank, start + written.trimEnd().length) };
}

/** Offsets at which the lines of a TOML string begin. */
function findInToml({ source, start, end }: Span, text: string): readonly number[] | undefined {
  const written = source.text.slice(start, end);
  const opening = /^(?:("""|''')(?:\r?\n)?|["'])/.exec(written);
  if (!opening) return undefined;
  const starts = [start + opening[0].length];
  // A backslash at the end of a line takes the line break away, and what is blank after it.
  const breaks = written.startsWith("'") ? /\n/g : /\\[ \t]*\r?\n\s*|\\[^]|\n/g;
  breaks.lastIndex = opening[0].length;
  for (let found = breaks.exec(written); found; found = breaks.exec(written)) {
    if (found[0] === "\n" || found[0] === "\\n") starts.push(start + breaks.lastIndex);
  }
  return starts.length === text.split("\n").length ? starts : undefined;
}

/** Offsets at which the lines of a YAML scalar begin: of a block if every line stands there as it is, else of one line. */
function findInYaml({ source, start }: Span, lines: readonly string[]): readonly number[] | undefined {
  const first = source.text[start] ?? "";
  if (first === "*") return undefined;
  if (!/[|>]/.test(first)) return lines.length === 1 ? [/["']/.test(first) ? start + 1 : start] : undefined;
  const header = locateOffset(source, start).line;
  const last = locateOffset(source, source.text.length).line;
  const starts: number[] = [];
  for (const [i, line] of lines.entries()) {
    if (header + 1 + i > last) return undefined;
    const written = getLine(source, header + 1 + i);
    const indent = written.text.length - line.length;
    const isSame = written.text.endsWith(line) && written.text.slice(0, indent).trim() === "";
    if (!isSame && !(line === "" && written.text.trim() === "")) return undefined;
    starts.push(written.start + Math.max(0, indent));
  }
  return starts;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}
