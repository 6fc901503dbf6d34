import { expect, test } from "vitest";
import { resolveParams } from "../../../src/definition/params/resolve-params.ts";
import type { Json } from "../../../src/model/json.ts";
import { taskOf } from "../define-files.ts";

function takes(properties: string): ReturnType<typeof taskOf>["params"] {
  return taskOf({ files: { "tasks.d/x.yaml": `run: x\nparams:\n  properties: ${properties}\n` } }).params;
}

function refusalOf(properties: string, passed: { readonly [name: string]: Json }): string {
  const resolved = resolveParams(takes(properties), passed);
  return resolved.ok ? "none" : resolved.error.what;
}

test("defaults are filled in, of tables within too", () => {
  const params = takes("{ a: { default: 1 }, t: { properties: { x: { default: [2] } } } }");
  expect(resolveParams(params, { t: {} })).toEqual({ ok: true, value: { a: 1, t: { x: [2] } } });
});

test("what one run gets another does not change", () => {
  const params = takes("{ a: { default: [1] } }");
  const first = resolveParams(params, {});
  if (first.ok) (first.value["a"] as number[]).push(2);
  expect(resolveParams(params, {})).toEqual({ ok: true, value: { a: [1] } });
});

test.each<[name: string, properties: string, passed: { [name: string]: Json }, refusal: string]>([
  ["fits", "{ a: { type: integer } }", { a: 1 }, "none"],
  ["another type", "{ a: { type: integer } }", { a: "1" }, 'the parameter a: must be integer, not "1"'],
  [
    "within a list",
    "{ a: { items: { type: integer } } }",
    { a: [1, "x"] },
    'the parameter a: [1] must be integer, not "x"',
  ],
  ["a name that every object has", "{ a: {} }", { toString: 1 }, "there is no parameter toString"],
  ["a NUL", "{ a: {} }", { a: ["x\0"] }, "the parameter a holds a NUL character"],
  ["what only looks like a NUL", "{ a: {} }", { a: String.raw`\u0000` }, "none"],
  ["too much", "{ a: {} }", { a: "x".repeat(65_536) }, "the parameters are longer than 64 KiB"],
  [
    "a secret of another type",
    "{ a: { type: integer, writeOnly: true } }",
    { a: "hunter2" },
    "the parameter a: must be integer",
  ],
  [
    "a secret that is too short",
    "{ a: { writeOnly: true } }",
    { a: " abc " },
    "the secret parameter a has fewer than 4 characters, which cannot be masked",
  ],
  [
    "no day of the calendar",
    "{ a: { format: date } }",
    { a: "2026-02-30" },
    'the parameter a: must match format "date", not "2026-02-30"',
  ],
])("%s", (_, properties, passed, refusal) => {
  expect(refusalOf(properties, passed)).toBe(refusal);
});

test.each([
  ["date", "2026-02-28", "2026-2-28"],
  ["date-time", "2026-02-28T01:00:00Z", "2026-02-28"],
  ["email", "ada@example.org", "ada"],
  ["hostname", "web-1.example.org", "-web"],
  ["ipv4", "10.0.0.1", "10.0.0.256"],
  ["ipv6", "fe80::1", "fe80:::1"],
  ["uri", "https://example.org/x", "/x"],
  ["uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"],
])("the format %s", (format, right, wrong) => {
  const properties = `{ a: { format: ${format} } }`;
  expect(refusalOf(properties, { a: right })).toBe("none");
  expect(refusalOf(properties, { a: wrong })).toContain(`must match format "${format}"`);
});

test.each([
  ["itself", "{ a: { writeOnly: true } }", ["a"]],
  ["in a part", "{ a: { properties: { x: { writeOnly: true } } }, b: {} }", ["a"]],
  ["in a list", "{ a: { anyOf: [{ type: string, writeOnly: true }] } }", ["a"]],
])("secret: %s", (_, properties, secret) => {
  expect(takes(properties)?.secret).toEqual(secret);
});

test("secret by way of a definition that refers to itself", () => {
  const text = `run: x
params:
  $defs:
    tree: { properties: { next: { $ref: "#/$defs/tree" }, key: { writeOnly: true } } }
  properties: { a: { $ref: "#/$defs/tree" } }
`;
  expect(taskOf({ files: { "tasks.d/x.yaml": text } }).params?.secret).toEqual(["a"]);
});
