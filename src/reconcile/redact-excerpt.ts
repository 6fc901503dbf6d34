import type { LogExcerpt } from "../report/index.ts";
import type { Redactor } from "../redact/index.ts";

/** Longer than any token, and than most secrets however they are written. */
const leastMargin = 65_536;

/** A character of three bytes, each as `%E8` in a URL. */
const longestWay = 9;

/** So much more than is shown has to be read at each end, for secrets that begin or end beyond it. */
export function marginFor(secrets: readonly string[]): number {
  return leastMargin + longestWay * Math.max(0, ...secrets.map((secret) => secret.length));
}

/**
 * What a run printed, masked before anything of it is cut: at the cut a part of a secret would look like nothing. Where
 * the middle is missing, what begins a secret at the end of the head is left out, and the tail gives up its first `margin`
 * bytes, which may begin within one.
 */
export function redactExcerpt(excerpt: LogExcerpt, redactor: Redactor, margin: number): LogExcerpt {
  const { head, tail, bytes } = excerpt;
  if (head.length + tail.length >= bytes) {
    const all = redactor.bytes(Buffer.concat([head, tail]));
    return { head: all, tail: new Uint8Array(0), bytes: all.length, printed: bytes };
  }
  const shownHead = redactor.open().push(head);
  const flow = redactor.open();
  flow.push(tail.subarray(0, margin));
  const shownTail = Buffer.concat([flow.push(tail.subarray(margin)), flow.end()]);
  const lost = bytes - head.length - tail.length + Math.min(margin, tail.length);
  return { head: shownHead, tail: shownTail, bytes: shownHead.length + lost + shownTail.length, printed: bytes };
}
