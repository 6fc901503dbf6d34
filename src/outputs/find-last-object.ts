import { scanValue } from "./scan-value.ts";

/**
 * The last JSON object of what a run has printed, wherever on a line it begins; not one within an array or within
 * another. What is broken off is passed over; with what has begun and not ended everything ends.
 */
export function findLastObject(printed: { text: string; isWhole: boolean }): string | undefined {
  const { text } = printed;
  let found: string | undefined;
  let at = printed.isWhole ? 0 : firstSureLine(text);
  for (;;) {
    at = nextBracket(text, at);
    if (at < 0) return found;
    const scanned = scanValue(text, at);
    if (scanned.kind === "unfinished") return found;
    if (scanned.kind === "whole" && text[at] === "{") found = text.slice(at, scanned.end);
    at = scanned.kind === "whole" ? scanned.end : Math.max(scanned.at, at + 1);
  }
}

/** Where the beginning is missing, what is indented may be the inside of something large. */
function firstSureLine(text: string): number {
  const lineEnd = text.search(/\n\S/);
  return lineEnd < 0 ? text.length : lineEnd + 1;
}

const bracket = /[[{]/g;

function nextBracket(text: string, from: number): number {
  bracket.lastIndex = from;
  return bracket.exec(text)?.index ?? -1;
}
