import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { measureStake } from "../../src/undo/measure-stake.ts";

let tree: string;
beforeEach(() => (tree = mkdtempSync(join(tmpdir(), "stake-"))));
afterEach(() => rmSync(tree, { recursive: true, force: true }));

test("holes and further names of a file take nothing, as in the copy", () => {
  execFileSync("sh", ["-c", "printf 12345 > five; ln five name; truncate -s 1G hole; mkdir folder"], { cwd: tree });
  expect(measureStake([tree])).toEqual({ paths: [tree], files: 3, bytes: 5 });
});
