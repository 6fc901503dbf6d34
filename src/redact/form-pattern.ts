import type { Form } from "./list-forms.ts";
import type { Match, Pattern } from "./pattern.ts";
import { anchorLength, anchorOf, none, undecided } from "./pattern.ts";
import { skipSilent } from "./silent-bytes.ts";
import type { Unit } from "./units-of.ts";
import { unitsOf } from "./units-of.ts";

/** So many bytes that do not count may stand between two that do. */
const widestGap = 1024;

/** A form of a secret, whatever of it is escaped and wherever it is broken. */
export function makeFormPattern(form: Form): Pattern {
  const units = unitsOf(form);
  return {
    anchors: listAnchors(units),
    mayBreak: true,
    match: (bytes, start, isLast) => matchUnits({ bytes, start, isLast, units }),
  };
}

/**
 * Goes through all ways at once: `ends` are the places to which the units so far may have led. (`\\` may be one backslash
 * escaped, or two as they are.)
 */
function matchUnits(of: { bytes: Buffer; start: number; isLast: boolean; units: readonly Unit[] }): Match {
  const { bytes, start, isLast, units } = of;
  let ends = [start];
  let cutShort = false;
  for (const [i, unit] of units.entries()) {
    const next: number[] = [];
    for (const at of ends) {
      for (const way of unit) {
        const end = followWay(bytes, at, way);
        if (end === outOfBytes) {
          cutShort = true;
          // `%` may become `%25`: the longer way of the last character counts.
          if (i === units.length - 1 && !isLast) return undecided;
        } else if (end !== undefined && !next.includes(end)) next.push(end);
      }
    }
    if (next.length === 0) return cutShort && !isLast ? undecided : none;
    ends = next;
  }
  return { kind: "found", start, end: Math.max(...ends) };
}

const outOfBytes = -1;

function followWay(bytes: Buffer, from: number, way: Uint8Array): number | undefined {
  let at = from;
  for (const byte of way) {
    // Mostly the next byte is one that counts.
    if (at >= bytes.length || bytes[at]! < 0x20) {
      const next = skipSilent(bytes, at, Math.min(bytes.length, at + widestGap));
      if (next - at === widestGap) return undefined;
      at = next;
    }
    if (at >= bytes.length) return outOfBytes;
    if (bytes[at] !== byte) return undefined;
    at += 1;
  }
  return at;
}

function listAnchors(units: readonly Unit[]): ReadonlySet<number> {
  const anchors = new Set<number>();
  const begun: number[] = [];
  visit(0);
  return anchors;

  function visit(index: number): void {
    if (begun.length >= anchorLength) {
      anchors.add(anchorOf(begun));
      return;
    }
    for (const way of units[index] ?? []) {
      begun.push(...way);
      visit(index + 1);
      begun.length -= way.length;
    }
  }
}
