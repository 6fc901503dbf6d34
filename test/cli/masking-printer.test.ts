import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openMaskingPrinter } from "../../src/cli/masking-printer.ts";
import { findKeptSecrets } from "../../src/execute/inspect-run.ts";
import { keepSecrets } from "../../src/execute/launch/secret-store.ts";
import { runId } from "../../src/model/ids.ts";
import { ways } from "../redact/ways.ts";
import { makeFolder } from "./folder.ts";

const run = runId("20261120T020000Z-00000000aa");
const secret = "hunter2/and more+so";

/** A printer for a run that was given these, and what has come out of it. */
function open(values: readonly string[] | undefined) {
  const { dir } = makeFolder();
  const secrets = findKeptSecrets(dir, run);
  mkdirSync(dirname(secrets), { recursive: true });
  if (values) keepSecrets({ secrets }, values);
  const shown: Uint8Array[] = [];
  const skipped: number[] = [];
  const printer = openMaskingPrinter(dir, run, {
    print: (bytes) => void shown.push(Buffer.from(bytes)),
    skip: (bytes) => void skipped.push(bytes),
    end: () => undefined,
  });
  onTestFinished(() => printer.close());
  return {
    printer,
    give: (...values: string[]) => keepSecrets({ secrets }, values),
    shown: () => Buffer.concat(shown).toString(),
    skipped,
  };
}

test.each(Object.keys(ways))("a secret that comes in two pieces is masked wherever it is cut, written %s", (way) => {
  const text = Buffer.from(`before ${ways[way]!(secret, "")} after\n`);
  const { printer, shown } = open([secret]);
  let whole: string | undefined;
  for (let cut = 0; cut < text.length; cut += 1) {
    const before = shown().length;
    printer.print(text.subarray(0, cut));
    printer.print(text.subarray(cut));
    const piece = shown().slice(before);
    expect(piece).toContain("***");
    expect(piece).toBe((whole ??= piece));
  }
});

test("byte by byte", () => {
  const { printer, shown } = open([secret]);
  for (const byte of Buffer.from(`x${secret}y\n`)) printer.print(Uint8Array.of(byte));
  printer.end();
  expect(shown()).toBe("x***y\n");
});

test("what the next attempt is given is masked as well, and what the one before was given still is", () => {
  const { printer, give, shown } = open([secret]);
  printer.print(Buffer.from(`${secret} another-one\n`));
  give("another-one");
  printer.print(Buffer.from(`${secret} another-one\n`));
  printer.end();
  expect(shown()).toBe("*** another-one\n*** ***\n");
});

test("after a gap nothing is shown that may be the end of a secret", () => {
  const { printer, shown, skipped } = open([secret]);
  printer.print(Buffer.from(`begins ${secret.slice(0, 9)}`));
  printer.skip(1_000_000);
  printer.print(Buffer.from(`${secret.slice(9)} then\n${"x".repeat(70_000)}\nlast\n`));
  printer.end();
  expect(shown()).not.toContain(secret.slice(9));
  expect(shown()).toMatch(/x\nlast\n$/);
  expect(skipped).toHaveLength(1);
  expect(skipped[0]).toBeGreaterThanOrEqual(1_000_000 + 65_536);
});

test("however long the secret is", () => {
  const long = Array.from({ length: 12_000 }, (_, i) => `key-${i} `).join("");
  const { printer, shown } = open([long]);
  printer.skip(1_000_000);
  printer.print(Buffer.from(`${long.slice(9)} then\n${"x".repeat(1_000_000)}\nlast\n`));
  printer.end();
  expect(shown()).not.toContain("key-");
  expect(shown()).toMatch(/x\nlast\n$/);
});

test("a run without secrets: tokens that everybody knows are masked all the same", () => {
  const { printer, shown } = open(undefined);
  printer.print(Buffer.from("https://app:se"));
  printer.print(Buffer.from("same12345@db.example.org/\n"));
  printer.end();
  expect(shown()).toContain("***");
  expect(shown()).not.toContain("same12345");
});
