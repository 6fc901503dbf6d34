// takes       secrets, and texts that may hold them: whole, or piece by piece
// gives       the texts with *** in their place, in whatever way they are written; well-known tokens are hidden too
// fails with  nothing
// guarantees  pure; what is given out of a flow holds no beginning of a secret; line ends stay, lines keep their numbers
import { makeFormPattern } from "./form-pattern.ts";
import { listForms } from "./list-forms.ts";
import type { Pattern } from "./pattern.ts";
import type { Found, Scan } from "./scan.ts";
import { makeScan } from "./scan.ts";
import { makeShapePattern } from "./shape-pattern.ts";
import { shapes } from "./shapes.ts";

export interface Redactor {
  text(text: string): string;
  bytes(bytes: Uint8Array): Uint8Array;
  /** For a text that comes in pieces. */
  open(): Flow;
}

export interface Flow {
  /** What is safe to show by now. */
  push(bytes: Uint8Array): Uint8Array;
  /** Nothing more comes: the rest. */
  end(): Uint8Array;
}

const mask = Buffer.from("***");
const lineFeed = Buffer.from("\n");

/** Values of fewer than four characters are not looked for. */
export function makeRedactor(values: readonly string[]): Redactor {
  if (values.length === 0) return (withoutValues ??= makeOne([]));
  return makeOne([...new Set(values)].flatMap(listForms).map(makeFormPattern));
}

let withoutValues: Redactor | undefined;
let ofShapes: readonly Pattern[] | undefined;

function makeOne(patterns: readonly Pattern[]): Redactor {
  ofShapes ??= shapes.map(makeShapePattern);
  const scan = makeScan([...patterns, ...ofShapes]);
  const bytes = (all: Uint8Array): Uint8Array => hide(asBuffer(all), scan(asBuffer(all), true));
  return {
    bytes,
    text(text) {
      const all = Buffer.from(text);
      const found = scan(all, true);
      return found.ranges.length === 0 ? text : hide(all, found).toString();
    },
    open: () => makeFlow(scan),
  };
}

function makeFlow(scan: Scan): Flow {
  let held = Buffer.alloc(0);
  return {
    push(bytes) {
      const all = held.length === 0 ? asBuffer(bytes) : Buffer.concat([held, bytes]);
      const found = scan(all, false);
      // A copy: whoever gave us the bytes may write over them.
      held = Buffer.from(all.subarray(found.decidedTo));
      return hide(all, found);
    },
    end() {
      const rest = hide(held, scan(held, true));
      held = Buffer.alloc(0);
      return rest;
    },
  };
}

function hide(bytes: Buffer, { ranges, decidedTo }: Found): Buffer {
  if (ranges.length === 0) return bytes.subarray(0, decidedTo);
  const parts: Buffer[] = [];
  let shown = 0;
  for (const { start, end } of ranges) {
    parts.push(bytes.subarray(shown, start), mask);
    for (let at = bytes.indexOf(lineFeed, start); at >= 0 && at < end; at = bytes.indexOf(lineFeed, at + 1))
      parts.push(lineFeed);
    shown = end;
  }
  parts.push(bytes.subarray(shown, decidedTo));
  return Buffer.concat(parts);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
