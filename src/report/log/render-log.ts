import { renderSize } from "../../model/size.ts";
import { takeHead, takeTail } from "./take-lines.ts";

const lineFeed = 0x0a;

/** The two ends of a run's output, as they lie on disk: all of it in `head` if it fitted. */
export interface LogExcerpt {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** Size of the whole output; more than both ends where the middle is missing. */
  readonly bytes: number;
  /** What the run printed, where these bytes are not the same any more: secrets are masked. */
  readonly printed?: number;
}

/**
 * The text of the committed log, at most `limit` bytes of UTF-8: the whole if it fits, else its first and last lines
 * and between them a line that says how many bytes are missing. Ends with a newline unless it is empty.
 */
export function renderLog(excerpt: LogExcerpt, limit: number): string {
  const complete = excerpt.head.length + excerpt.tail.length >= excerpt.bytes;
  const whole = complete ? Buffer.concat([excerpt.head, excerpt.tail]) : undefined;
  if (whole) {
    const all = takeTail(whole, limit, false);
    if (all.bytes === whole.length) return all.text;
  }
  const room = Math.max(0, limit - Buffer.byteLength(renderGap(excerpt.bytes)));
  const head = takeHead(whole ?? excerpt.head, Math.floor(room / 2));
  const tailRoom = room - Buffer.byteLength(head.text);
  const tail = takeTail(whole ? whole.subarray(head.bytes) : excerpt.tail, tailRoom, !complete);
  return head.text + renderGap(excerpt.bytes - head.bytes - tail.bytes) + tail.text;
}

/** All that there is of it, as it was printed. */
export function joinLog({ head, tail, bytes }: LogExcerpt): Uint8Array {
  const left = bytes - head.length - tail.length;
  if (left <= 0) return Buffer.concat([head, tail]);
  const gap = `${head.at(-1) === lineFeed ? "" : "\n"}${renderGap(left)}`;
  return Buffer.concat([head, Buffer.from(gap), tail]);
}

/** Whether the committed log leaves nothing out, and changes nothing but the end of the last line. */
export function isCommittedWhole(excerpt: LogExcerpt, limit: number): boolean {
  if (excerpt.bytes > limit || excerpt.head.length + excerpt.tail.length < excerpt.bytes) return false;
  const committed = Buffer.from(renderLog(excerpt, limit));
  const all = joinLog(excerpt);
  const end = all.length === 0 || all.at(-1) === lineFeed ? "" : "\n";
  return committed.equals(Buffer.concat([all, Buffer.from(end)]));
}

function renderGap(bytes: number): string {
  const size = bytes < 1024 ? "" : ` (${renderSize(bytes)})`;
  return `--- ${bytes} bytes${size} left out ---\n`;
}
