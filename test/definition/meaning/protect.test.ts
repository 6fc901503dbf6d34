import { expect, test } from "vitest";
import { readProtect } from "../../../src/definition/meaning/read-protect.ts";
import type { Given } from "../../../src/definition/meaning/given.ts";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";

test.each([
  ["/etc/nginx/", ["/etc/nginx"]],
  ["/etc/ssl/*.pem", ["/etc/ssl/*.pem"]],
  ["/etc/../opt//x", ["/opt/x"]],
  ["etc", []],
  ["~/.config/x/", ["~/.config/x"]],
  ["~", ["~"]],
  ["~/../etc", []],
  ["~somebody/x", []],
  ["/", []],
  ["/proc/1", []],
  ["/etc/../proc", []],
  ["/*/x", []],
])("%s", (path, read) => {
  const told: Diagnostic[] = [];
  const span = { source: { name: "t.toml", text: "" }, start: 0, end: 0 };
  const given = { merged: { locate: () => span }, report: (one: Diagnostic) => told.push(one) } as unknown as Given;
  expect(readProtect(given, [path])).toEqual(read);
  expect(told).toHaveLength(1 - read.length);
});
