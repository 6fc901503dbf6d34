import { expect, test } from "vitest";
import { defineFiles } from "./define-files.ts";

/** A megabyte of it, less a little. */
function fill(piece: string): string {
  return piece.repeat(Math.floor(1_000_000 / piece.length));
}

// Each of these took minutes, or for ever, with one of the parsers as they come. What is asserted is that there is an end.
test.each([
  ["duplicate keys", "tasks.d/x.yaml", `run: x\nenv:\n${fill("  A: b\n")}`, "too-complex"],
  ["brackets", "tasks.d/x.yaml", fill("[]"), "too-complex"],
  ["tags", "tasks.d/x.yaml", fill("!a "), "too-complex"],
  ["errors", "tasks.d/x.yaml", fill("}\n"), "too-complex"],
  ["a text over many lines", "tasks.d/x.yaml", `run: ${fill("b\n  ")}`, undefined],
  ["open lists", "tasks.d/x.toml", `run = ${fill("[")}`, "too-complex"],
  ["open tables", "tasks.d/x.toml", `run = ${fill("{a=")}`, "too-complex"],
  ["dotted keys", "tasks.d/x.toml", `${fill("a.")}a = 1`, "too-many-keys"],
  ["blanks before a mistake", "tasks.d/x.toml", `run = x${fill(" ")}x`, "toml-syntax"],
  ["a long text and a mistake", "tasks.d/x.toml", `schedul = 1\nrun = """${fill("x\n")}"""`, "unknown-key"],
  ["a long key", "tasks.d/x.toml", `${fill("x")} = 1`, "missing-key"],
  ["a long number", "tasks.d/x.toml", `run = ${fill("9")}`, "unsafe-integer"],
  ["wrong needs", "tasks.d/x.toml", `run = "x"\nneeds = [${'"zz",'.repeat(19_900)}]`, "unknown-need"],
  ["wrong schedules", "runner.toml", `[defaults]\nschedule = [${"1,".repeat(19_900)}]`, "wrong-type"],
])("a megabyte of %s", (_, path, text, code) => {
  expect(defineFiles({ files: { [path]: text } }).diagnostics[0]?.code).toBe(code);
});
