import { isUtf8 } from "node:buffer";

/**
 * Names on disk are bytes. In one that is no UTF-8 each byte above ASCII stands as a lone surrogate (as Python has it, PEP
 * 383): as text it can be sorted, kept in JSON, and made into the same bytes again.
 */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString();
  return bytes.toString("latin1").replace(/[\x80-\xff]/g, (byte) => String.fromCharCode(0xdc00 + byte.charCodeAt(0)));
}

/** For calls of the file system; the text itself, where that will do. */
export function onDisk(path: string): string | Buffer {
  return escaped.test(path) ? bytesOf(path) : path;
}

export function bytesOf(path: string): Buffer {
  if (!escaped.test(path)) return Buffer.from(path);
  // With the `u` flag the second half of a pair is no lone surrogate.
  const parts = path.split(/([\udc80-\udcff])/u);
  return Buffer.concat(
    parts.map((part, i) => (i % 2 === 1 ? Buffer.from([part.charCodeAt(0) - 0xdc00]) : Buffer.from(part))),
  );
}

const escaped = /[\udc80-\udcff]/u;
