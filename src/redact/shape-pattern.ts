import type { Match, Pattern } from "./pattern.ts";
import { anchorOf, none, undecided } from "./pattern.ts";
import type { Shape } from "./shapes.ts";

/** No token on one line is longer, nor a block of many lines. */
const longestLine = 4096;
const longestBlock = 18_000;

export function makeShapePattern({ starts, pattern, until, ignoreCase }: Shape): Pattern {
  const expression = new RegExp(pattern, `dy${ignoreCase ? "i" : ""}`);
  const longest = until === undefined ? longestLine : longestBlock;
  return { anchors: new Set(starts.map((start) => anchorOf(Buffer.from(start)))), mayBreak: false, match };

  function match(bytes: Buffer, start: number, isLast: boolean): Match {
    const most = Math.min(bytes.length, start + longest);
    const end = until === undefined ? findLineEnd(bytes, start, most) : most;
    const mayGrow = !isLast && end === bytes.length && end < start + longest;
    // Tokens are ASCII, so that a character of latin1 is a byte.
    const text = bytes.toString("latin1", start, end);
    expression.lastIndex = 0;
    const found = expression.exec(text);
    if (!found) return mayGrow && !text.includes("\n") ? undecided : none;
    const isOpen = until === undefined ? expression.lastIndex === text.length : !found[0].includes(until);
    if (mayGrow && isOpen) return undecided;
    const [from, to] = found.indices!.groups?.["hidden"] ?? found.indices![0]!;
    return { kind: "found", start: start + from, end: start + to };
  }
}

function findLineEnd(bytes: Buffer, start: number, most: number): number {
  let at = start;
  while (at < most && bytes[at] !== 0x0a) at += 1;
  return at;
}
