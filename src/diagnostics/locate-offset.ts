import type { SourceText } from "./span.ts";

/** A place for people: both counted from 1, columns in code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

interface Index {
  /** Offset of the first character of each line. */
  readonly lineStarts: readonly number[];
  /** The last answer: places are mostly asked for in order, and one line may be a megabyte long. */
  last: { line: number; offset: number; column: number };
}

const indexes = new WeakMap<SourceText, Index>();

/** Line and column of an offset. A line ends with `\n`; an offset beyond the text counts as its end. */
export function locateOffset(source: SourceText, offset: number): Position {
  const index = indexOf(source);
  const at = Math.max(0, Math.min(offset, source.text.length));
  const line = findLine(index.lineStarts, at);
  const known = index.last.line === line && index.last.offset <= at;
  let column = known ? index.last.column : 1;
  for (let i = known ? index.last.offset : index.lineStarts[line]!; i < at; i++) {
    if (!isLowSurrogate(source.text, i + 1)) column += 1;
  }
  index.last = { line, offset: at, column };
  return { line: line + 1, column };
}

/** The text of a line, counted from 1, without its end. */
export function getLine(source: SourceText, line: number): string {
  const { lineStarts } = indexOf(source);
  const end = lineStarts[line] ?? source.text.length + 1;
  return source.text.slice(lineStarts[line - 1], end - 1).replace(/\r$/, "");
}

function indexOf(source: SourceText): Index {
  let index = indexes.get(source);
  if (index === undefined) {
    const lineStarts = [0];
    for (let at = source.text.indexOf("\n"); at >= 0; at = source.text.indexOf("\n", at + 1)) lineStarts.push(at + 1);
    index = { lineStarts, last: { line: 0, offset: 0, column: 1 } };
    indexes.set(source, index);
  }
  return index;
}

function findLine(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

function isLowSurrogate(text: string, i: number): boolean {
  const unit = text.charCodeAt(i);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
