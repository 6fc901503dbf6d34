const lineFeed = 0x0a;
const escape = 0x1b;
const space = 0x20;
const tab = 0x09;

/** As long as any sequence that sets colours. */
const longestSequence = 24;

/**
 * Where the next byte that counts is, from `at` on; the length where there is none. Control characters do not count, nor
 * do colours and the blanks that begin a line: a secret is still one where a terminal has broken it, or base64(1) has.
 */
export function skipSilent(bytes: Uint8Array, at: number, end = bytes.length): number {
  let next = at;
  while (next < end) {
    const byte = bytes[next]!;
    if (byte === escape) next = skipSequence(bytes, next);
    else if (byte >= space) return next;
    else {
      next += 1;
      if (byte === lineFeed) while (next < end && (bytes[next] === space || bytes[next] === tab)) next += 1;
    }
  }
  return Math.min(next, end);
}

/** Control sequences of ECMA-48, such as `ESC [ 0 m`. What is none is an ESC and text that counts. */
function skipSequence(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 0x5b) return at + 1;
  const most = Math.min(bytes.length, at + longestSequence);
  for (let next = at + 2; next < most; next += 1) {
    const byte = bytes[next]!;
    if (byte >= 0x40 && byte <= 0x7e) return next + 1;
    if (byte < 0x20 || byte > 0x3f) break;
  }
  return at + 1;
}

/** The bytes without a sequence at their end of which more may come. */
export function withoutOpenSequence(bytes: Buffer): Buffer {
  const at = bytes.lastIndexOf(escape);
  if (at < 0 || at < bytes.length - longestSequence) return bytes;
  for (let next = at + 2; next < bytes.length; next += 1) {
    if (bytes[at + 1] !== 0x5b || bytes[next]! < 0x20 || bytes[next]! > 0x3f) return bytes;
  }
  return bytes[at + 1] === 0x5b || at + 1 === bytes.length ? bytes.subarray(0, at) : bytes;
}
