import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderLog } from "../../src/report/index.ts";

describe("a log that fits is shown whole", () => {
  test.each<[string, string | Uint8Array, string]>([
    ["nothing", "", ""],
    ["lines", "a\nb\n", "a\nb\n"],
    ["a last line without an end", "a\nb", "a\nb\n"],
    ["empty lines", "\n\na\n\n", "\n\na\n\n"],
    ["tabs and other scripts", "\tÄ 日本 🙂\n", "\tÄ 日本 🙂\n"],
    ["Windows line ends", "a\r\nb\r\n", "a\nb\n"],
    ["a progress bar", " 10 %\r 50 %\r100 %\ndone\n", "100 %\ndone\n"],
    ["a progress bar that is wiped", "50 %\r100 %\r\x1b[K\n", "100 %\n"],
    ["colours", "\x1b[1;31merror\x1b[0m\n", "error\n"],
    ["a window title and a link", "\x1b]0;title\x07\x1b]8;;http://x\x1b\\here\x1b]8;;\x1b\\\n", "here\n"],
    ["a sequence that never ends", "\x1b]0;title\n", "␛]0;title\n"],
    ["NUL, bell, backspace and delete", "a\0\x07\b\x7fb\n", "a␀␇␈␡b\n"],
    ["C1 controls and turned text", "\u009b31m \u202egnp.exe\n", "\\u{9b}31m \\u{202e}gnp.exe\n"],
    ["invalid UTF-8", Uint8Array.of(0x61, 0xff, 0xc3, 0x0a), "a\ufffd\ufffd\n"],
  ])("%s", (_, output, shown) => {
    const bytes = typeof output === "string" ? Buffer.from(output) : output;
    expect(renderLog({ head: bytes, tail: new Uint8Array(), bytes: bytes.length }, 1000)).toBe(shown);
  });
});

test("head and tail that touch are one text, even inside a line and a character", () => {
  const whole = Buffer.from("one ä two\n");
  const excerpt = { head: whole.subarray(0, 5), tail: whole.subarray(5), bytes: whole.length };
  expect(renderLog(excerpt, 1000)).toBe("one ä two\n");
});

test("what is too long is cut at line ends, and says by how much", () => {
  const whole = Buffer.from(Array.from({ length: 1000 }, (_, i) => `line ${i}\n`).join(""));
  const text = renderLog({ head: whole, tail: new Uint8Array(), bytes: whole.length }, 120);
  expect(text.split("\n")).toEqual([
    "line 0",
    "line 1",
    "line 2",
    "line 3",
    "line 4",
    "--- 8810 bytes (8.6 KiB) left out ---",
    "line 995",
    "line 996",
    "line 997",
    "line 998",
    "line 999",
    "",
  ]);
});

test("cut lines at the edges of a gap are left out, and counted", () => {
  const excerpt = {
    head: Buffer.from("first\nsecond\nthi"),
    tail: Buffer.from("xth\nlast but one\nlast\n"),
    bytes: 5e9,
  };
  expect(renderLog(excerpt, 80)).toBe(
    "first\nsecond\n--- 4999999969 bytes (4.7 GiB) left out ---\nlast but one\nlast\n",
  );
});

test("a line that is longer than the log is cut inside, between characters", () => {
  const excerpt = { head: Buffer.from("ä".repeat(50)), tail: Buffer.from("ö".repeat(50)), bytes: 10_000 };
  const lines = renderLog(excerpt, 90).split("\n");
  expect(lines[0]).toMatch(/^ä+$/);
  expect(lines[1]).toMatch(/^--- \d+ bytes \(9\.7 KiB\) left out ---$/);
  expect(lines[2]).toMatch(/^ö+$/);
});

test("never longer than the limit, and every byte is shown or counted", () => {
  const piece = fc.oneof(
    fc.constantFrom("\n", "\n", "\r", "\x1b[1m", "\x1b]0;", "ä", "日本", "🙂", "\0", "word "),
    fc.string({ maxLength: 40 }),
  );
  const output = fc.array(piece, { maxLength: 200 }).map((pieces) => Buffer.from(pieces.join("")));
  fc.assert(
    fc.property(output, fc.integer({ min: 60, max: 400 }), fc.integer({ min: 0, max: 300 }), (whole, limit, kept) => {
      const excerpts = [
        { head: whole, tail: new Uint8Array(), bytes: whole.length },
        {
          head: whole.subarray(0, kept),
          tail: whole.subarray(Math.max(kept, whole.length - kept)),
          bytes: whole.length,
        },
      ];
      for (const excerpt of excerpts) {
        const text = renderLog(excerpt, limit);
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
        expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
        expect(text === "" || text.endsWith("\n")).toBe(true);
      }
    }),
  );
});

test("plain lines: what is shown and what is said to be left out add up", () => {
  const output = fc.array(fc.stringMatching(/^[a-z]{0,30}$/), { minLength: 20, maxLength: 200 });
  fc.assert(
    fc.property(output, fc.integer({ min: 200, max: 600 }), (lines, limit) => {
      const whole = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const text = renderLog({ head: whole, tail: new Uint8Array(), bytes: whole.length }, limit);
      const gap = /^--- (\d+) bytes.*\n/m.exec(text);
      expect(Buffer.byteLength(text) - (gap?.[0].length ?? 0) + Number(gap?.[1] ?? 0)).toBe(whole.length);
    }),
  );
});
