import type { Diagnostic } from "../../diagnostics/diagnostic.ts";
import {
  byteOrderMark,
  fileTooLarge,
  invalidUtf8,
  lfsPointer,
  nulByte,
  unreadableFile,
} from "../../diagnostics/reading-codes.ts";
import type { SourceText } from "../../diagnostics/span.ts";
import type { RevisionFile } from "../../model/files.ts";
import { lfsPointerStart } from "../../model/lfs-pointer.ts";
import { limits } from "./limits.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** A file's text, without a byte-order mark; undefined where it has none that could be read on. */
export function decodeFile(file: RevisionFile): { source: SourceText | undefined; diagnostics: Diagnostic[] } {
  const { path, bytes } = file;
  const nothing = { source: { path, text: "" }, start: 0, end: 0 };
  if (bytes === undefined) return { source: undefined, diagnostics: [unreadableFile(nothing, file.problem)] };
  if (bytes.length > limits.bytes) return { source: undefined, diagnostics: [fileTooLarge(nothing, bytes.length)] };
  let text: string;
  try {
    text = strict.decode(bytes);
  } catch {
    return { source: undefined, diagnostics: [findInvalid(path, bytes)] };
  }
  if (text.startsWith(lfsPointerStart)) {
    const source = { path, text };
    return { source: undefined, diagnostics: [lfsPointer({ source, start: 0, end: text.indexOf("\n") })] };
  }
  const marked = text.startsWith("\ufeff");
  const source = { path, text: marked ? text.slice(1) : text };
  const diagnostics = marked ? [byteOrderMark({ source, start: 0, end: 0 })] : [];
  const nul = source.text.indexOf("\0");
  if (nul < 0) return { source, diagnostics };
  return { source: undefined, diagnostics: [...diagnostics, nulByte({ source, start: nul, end: nul + 1 })] };
}

function findInvalid(path: string, bytes: Uint8Array): Diagnostic {
  const source = { path, text: lenient.decode(bytes) };
  const [first, second] = bytes;
  const wide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  const start = wide ? 0 : countValid(bytes);
  return invalidUtf8({ source, start, end: start + 1 }, wide ? "UTF-16" : undefined);
}

/** How many characters (UTF-16 units) come before the first bad byte: the longest prefix that decodes, by halving. */
function countValid(bytes: Uint8Array): number {
  let valid = 0;
  let characters = 0;
  for (let step = 2 ** Math.ceil(Math.log2(bytes.length + 1)); step >= 1; step /= 2) {
    if (valid + step > bytes.length) continue;
    try {
      // As a stream, a character that is cut off at the end is not yet wrong.
      characters = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(0, valid + step), {
        stream: true,
      }).length;
      valid += step;
    } catch {
      // Too long: the bad byte is within.
    }
  }
  return characters;
}
