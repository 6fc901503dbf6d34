import fc from "fast-check";
import { expect, test } from "vitest";
import { renderDiagnostic } from "../../../src/diagnostics/render-diagnostic.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import type { SourceText } from "../../../src/diagnostics/span.ts";
import { howMany } from "../../plan/how-many.ts";
import { defineFiles } from "../define-files.ts";
import type { AnyFile } from "./any-text.ts";
import { anyFile, anyMegabyte } from "./any-text.ts";
import { nasty, sound } from "./corpus.ts";

const born = Object.getOwnPropertyNames(Object.prototype).join();

/** Whatever is in a file: it is understood or told what is wrong with it and where, and that is all that happens. */
function look({ path, bytes }: AnyFile): void {
  const definition = defineFiles({ files: { [path]: bytes } });
  const errors = definition.diagnostics.filter(({ severity }) => severity === "error");
  expect(definition.catalog === undefined).toBe(errors.length > 0);
  expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(born);
  const astray = definition.diagnostics.filter((one) =>
    [one, ...one.related].some(({ span }) => span.source.path !== path || !isWithin(span, bytes)),
  );
  expect(astray.map(tell)).toEqual([]);
  // Each would be told with its line; the first few stand for all.
  for (const one of definition.diagnostics.slice(0, 5)) expect(renderDiagnostic(one, { color: false })).not.toBe("");
}

function isWithin(
  { start, end, source }: { start: number; end: number; source: SourceText },
  bytes: Uint8Array,
): boolean {
  return 0 <= start && start <= end && end <= source.text.length && source.text.length <= bytes.length;
}

function tell({ code, message, span: { start, end, source } }: Diagnostic): string {
  return `${code} "${message}" at ${start}–${end} of ${source.text.length}`;
}

test.each(sound)("what mutations begin with is read: $path", ({ path, text }) => {
  const { diagnostics } = defineFiles({ files: { [path]: text } });
  expect(diagnostics.filter(({ code }) => /syntax|complex|yaml-|utf8/.test(code))).toEqual([]);
});

test("each nasty piece, alone, as a value, and at the end", () => {
  for (const path of ["tasks.d/x.toml", "tasks.d/x.yaml", "runner.toml", "calendars/days.yaml"]) {
    for (const text of nasty) {
      const key = path.endsWith("toml") ? "run = " : "run: ";
      for (const one of [text, `${key}${text}`, `${key}x\n${text}`]) {
        look({ path, bytes: Buffer.from(one) });
      }
    }
  }
});

test("whatever is in a file", () => fc.assert(fc.property(anyFile, look), howMany(1500)), 600_000);

/**
 * The time is that of this thread's own work, by the operating system's count: what others do on the machine is no part
 * of it. A second for each MiB is what is promised.
 */
test("a megabyte of anything takes less than a second", () => {
  const property = fc.property(anyMegabyte, (file) => {
    const before = process.threadCpuUsage();
    look(file);
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1e6).toBeLessThan(1);
  });
  fc.assert(property, howMany(40));
}, 600_000);
