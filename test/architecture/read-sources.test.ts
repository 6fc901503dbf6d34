import { expect, test } from "vitest";
import { readSource } from "./read-sources.ts";

test.each([
  ["the clock", "const now = Date.now();", ["Date.now"]],
  ["the clock as a value", "const edges = { now: Date.now };", ["Date.now"]],
  ["the clock by a date", "const now = new Date();", ["new Date()"]],
  ["a date made of a number", "const then = new Date(0);", []],
  ["chance", "const x = Math.random() + Math.max(1, 2);", ["Math.random"]],
  ["the process", "const words = process.argv;", ["process.argv"]],
  ["the process taken apart", "const { argv } = process;", ["process"]],
  ["the console handed on", "tell(console);", ["console"]],
  ["a property of that name", "const x = child.process.argv;", []],
  ["a field of that name", 'const x = { process: "a" };', []],
])("sees %s", (_, text, globals) => {
  expect(readSource("src/a/b.ts", text).globals.map(({ name }) => name)).toEqual(globals);
});

test.each([
  ['import { x } from "./x.ts";', { file: "src/a/x.ts", package: undefined, kind: "static" }],
  ['import type { X } from "../b/x.ts";', { file: "src/b/x.ts", package: undefined, kind: "type" }],
  ['export { x } from "../b/x.ts";', { file: "src/b/x.ts", package: undefined, kind: "static" }],
  ['const x = await import("yaml");', { file: undefined, package: "yaml", kind: "dynamic" }],
  ['const x = require("@iarna/toml/lib/parser.js");', { file: undefined, package: "@iarna/toml", kind: "dynamic" }],
  ['type X = typeof import("yaml");', { file: undefined, package: "yaml", kind: "type" }],
  ['import { readFileSync } from "node:fs";', { file: undefined, package: undefined, kind: "static" }],
])("reads %s", (text, found) => {
  expect(readSource("src/a/b.ts", text).imports).toEqual([expect.objectContaining(found)]);
});
