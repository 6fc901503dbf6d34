import fc from "fast-check";
import { expect, test } from "vitest";
import { makeRedactor } from "../../src/redact/index.ts";
import { ways } from "./ways.ts";

const letters = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"];
const others = [..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ äß€語🔑"];

/** No secret begins or ends with a blank: what is read of a file is trimmed of its line's end alone, but people are not. */
const aSecret = fc
  .string({ unit: fc.constantFrom(...letters, ...letters, ...others), minLength: 6, maxLength: 40 })
  .filter((text) => text.trim() === text && Array.from(text).length >= 6);
const aText = fc.string({ unit: fc.constantFrom(...letters, ...others, "\n", "\t"), maxLength: 60 });

test("whatever the way, the place and the pieces, a secret does not come through", () => {
  const planted = fc.record({
    secret: aSecret,
    way: fc.constantFrom(...Object.keys(ways)),
    before: aText,
    // Three bytes are four characters of base64: each of the three beginnings.
    prefix: fc.constantFrom("", "a", "ab", "abc", "user:"),
    after: aText,
    cuts: fc.array(fc.nat(400), { maxLength: 4 }),
  });
  fc.assert(
    fc.property(planted, ({ secret, way, before, prefix, after, cuts }) => {
      const written = ways[way]!(secret, prefix);
      const all = Buffer.from(`${before} ${written} ${after}`);
      const redactor = makeRedactor([secret]);
      const shown = showInPieces(redactor, all, cuts);
      // The text in one piece and in several are the same text.
      expect(shown).toBe(Buffer.from(redactor.bytes(all)).toString());
      expect(shown).toContain("***");
      expect(withoutBreaks(shown)).not.toContain(withoutBreaks(core(way, secret, prefix)));
    }),
    { numRuns: 10_000 },
  );
});

test.each(Object.keys(ways))(
  "%s: in two pieces at every place, and byte by byte, a secret does not come through",
  (way) => {
    const secret = 's3/cr€t "w\u00f6rd"+$\\x 🔑-end';
    const redactor = makeRedactor([secret]);
    for (const prefix of ["", "a", "ab", "abc"]) {
      const all = Buffer.from(`before ${ways[way]!(secret, prefix)} after`);
      const whole = Buffer.from(redactor.bytes(all)).toString();
      expect(whole).toContain("***");
      expect(withoutBreaks(whole)).not.toContain(withoutBreaks(core(way, secret, prefix)));
      const places = Array.from({ length: all.length + 1 }, (_, place) => place);
      const shown = places.map((place) => showInPieces(redactor, all, [place]));
      expect(new Set([...shown, showInPieces(redactor, all, places)])).toEqual(new Set([whole]));
    }
  },
);

test("a text without secrets stays as it is", () => {
  fc.assert(
    fc.property(aText, fc.array(fc.nat(60), { maxLength: 3 }), (text, cuts) => {
      const redactor = makeRedactor(["not-in-here-at-all"]);
      expect(showInPieces(redactor, Buffer.from(text), cuts)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

/** Of what is written, the part that only the secret decides. */
function core(way: string, secret: string, prefix: string): string {
  if (way === "coloured") return ways[way]!(secret, "").slice("\x1b[1;31m".length, -"\x1b[m".length);
  const written = ways[way]!(secret, prefix).trim();
  if (!way.includes("base64"))
    return prefix === "" || !written.startsWith(prefix) ? written : written.slice(prefix.length);
  const from = Math.ceil((prefix.length * 8) / 6);
  const to = Math.floor(((prefix.length + Buffer.byteLength(secret)) * 8) / 6);
  return withoutBreaks(written).slice(from, to);
}

function withoutBreaks(text: string): string {
  return text.replaceAll(/[\r\n]\s*/g, "");
}

function showInPieces(redactor: ReturnType<typeof makeRedactor>, all: Buffer, cuts: readonly number[]): string {
  const flow = redactor.open();
  const places = [0, ...cuts.map((cut) => Math.min(cut, all.length)).sort((a, b) => a - b), all.length];
  const parts = places.slice(1).map((end, i) => Buffer.from(flow.push(all.subarray(places[i], end))));
  return Buffer.concat([...parts, flow.end()]).toString();
}
