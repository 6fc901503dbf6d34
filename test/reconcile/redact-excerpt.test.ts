import { expect, test } from "vitest";
import { makeRedactor } from "../../src/redact/index.ts";
import { marginFor, redactExcerpt } from "../../src/reconcile/redact-excerpt.ts";
import { ways } from "../redact/ways.ts";

const secret = "hunter2/and+more-of-it";
const margin = 200;

/** What is shown of a text of which only so much is read at each end. */
function show(text: string, read: number): string {
  const bytes = Buffer.from(text);
  const [head, tail] = [bytes.subarray(0, read), bytes.subarray(bytes.length - read)];
  const shown = redactExcerpt({ head, tail, bytes: bytes.length }, makeRedactor([secret]), margin);
  expect(shown.printed).toBe(bytes.length);
  return `${Buffer.from(shown.head).toString()}|${Buffer.from(shown.tail).toString()}`;
}

test.each(Object.keys(ways))("a secret that the cut goes through does not show a part of itself, written %s", (way) => {
  const written = ways[way]!(secret, "").replace("password", "");
  const pad = ".".repeat(400);
  // The cut of the head, and that of the tail, go through each place of it in turn.
  for (let at = 0; at <= written.length; at += 1) {
    const read = pad.length + at;
    for (const text of [pad + written + pad + pad, pad + pad + written + pad]) {
      // What is no part of it is dots; the ends that base64 leaves are its padding, and one character that is not only its.
      const left = show(text, read).replaceAll(/[.|*="\\\n\r]|\x1b\[[\d;]*m/g, "");
      expect(left.length, `${at}: ${left}`).toBeLessThan(4);
    }
  }
});

test("a log that is whole is masked as a whole, also where its two halves meet", () => {
  const text = `${".".repeat(20)}${secret}${".".repeat(20)}`;
  const bytes = Buffer.from(text);
  const cut = 30;
  const excerpt = { head: bytes.subarray(0, cut), tail: bytes.subarray(cut), bytes: bytes.length };
  const shown = redactExcerpt(excerpt, makeRedactor([secret]), margin);
  expect(Buffer.from(shown.head).toString()).toBe(`${".".repeat(20)}***${".".repeat(20)}`);
  expect(shown).toMatchObject({ tail: new Uint8Array(0), bytes: shown.head.length, printed: bytes.length });
});

test.each(["as it is", "in a URL, all of it", "in JSON, all of it", "in hex"])(
  "the margin has room for a long secret, written %s",
  (way) => {
    const long = "語\u0001".repeat(50_000);
    expect(marginFor([long, "short"])).toBeGreaterThan(ways[way]!(long, "").length);
  },
);

test.each(["in a URL, all of it", "in JSON, all of it"])("and for one of wide characters alone, written %s", (way) => {
  const long = "語".repeat(100_000);
  expect(marginFor([long])).toBeGreaterThan(ways[way]!(long, "").length);
});
