import { cleanLine } from "./clean-line.ts";

/** Cleaned text of some lines, and how many bytes of the raw output it stands for. */
interface Taken {
  readonly text: string;
  readonly bytes: number;
}

const lineFeed = 0x0a;
const decoder = new TextDecoder();

/** As many lines from the start as fit into `room` bytes once cleaned. What follows the last line feed is no line yet. */
export function takeHead(raw: Uint8Array, room: number): Taken {
  const lines: string[] = [];
  let used = 0;
  let start = 0;
  for (let end = raw.indexOf(lineFeed); end >= 0; end = raw.indexOf(lineFeed, start)) {
    const line = renderLine(raw.subarray(start, end));
    if (used + Buffer.byteLength(line) > room) break;
    lines.push(line);
    used += Buffer.byteLength(line);
    start = end + 1;
  }
  if (used >= room / 2) return { text: lines.join(""), bytes: start };
  const end = raw.indexOf(lineFeed, start);
  const part = shrink(raw.subarray(start, end < 0 ? raw.length : end), room - used, (line, bytes) =>
    line.subarray(0, characterStart(line, bytes)),
  );
  return { text: lines.join("") + part.text, bytes: start + part.bytes };
}

/**
 * As many lines from the end as fit into `room` bytes once cleaned; the last need not have a line end. `midLine`: `raw`
 * starts inside a line, which is then none.
 */
export function takeTail(raw: Uint8Array, room: number, midLine: boolean): Taken {
  const lines: string[] = [];
  let used = 0;
  let stop = raw.length;
  while (stop > 0) {
    const end = raw[stop - 1] === lineFeed ? stop - 1 : stop;
    const start = end === 0 ? 0 : raw.lastIndexOf(lineFeed, end - 1) + 1;
    const line = renderLine(raw.subarray(start, end));
    if (used + Buffer.byteLength(line) > room || (midLine && start === 0)) {
      if (used >= room / 2) break;
      const part = shrink(raw.subarray(start, end), room - used, (whole, bytes) =>
        whole.subarray(characterStart(whole, whole.length - bytes)),
      );
      lines.push(part.text);
      stop = part.bytes === 0 ? stop : end - part.bytes;
      break;
    }
    lines.push(line);
    used += Buffer.byteLength(line);
    stop = start;
  }
  return { text: lines.reverse().join(""), bytes: raw.length - stop };
}

/** A line longer than half the room is cut inside: a program that prints no line ends is not left without a log. */
function shrink(line: Uint8Array, room: number, cut: (line: Uint8Array, bytes: number) => Uint8Array): Taken {
  for (let bytes = Math.min(line.length, room); bytes > 0; bytes = Math.floor(bytes * 0.8)) {
    const part = cut(line, bytes);
    const text = renderLine(part);
    if (part.length > 0 && Buffer.byteLength(text) <= room) return { text, bytes: part.length };
  }
  return { text: "", bytes: 0 };
}

/** The nearest place at or before `offset` where a UTF-8 character starts. */
function characterStart(bytes: Uint8Array, offset: number): number {
  let at = offset;
  while (at > 0 && offset - at < 3 && at < bytes.length && (bytes[at]! & 0xc0) === 0x80) at -= 1;
  return at;
}

function renderLine(line: Uint8Array): string {
  return `${cleanLine(decoder.decode(line))}\n`;
}
