import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import schema from "../../schemas/outputs.schema.json" with { type: "json" };
import { changeKinds } from "../../src/model/outputs.ts";
import { readOutputs } from "../../src/outputs/index.ts";

const isValid = new Ajv2020({ strict: true, strictRequired: false }).compile(schema);

const changes = (...items: unknown[]): object => ({ changes: items });
const artifacts = (...items: unknown[]): object => ({ artifacts: items });

test.each<[valid: boolean, outputs: object]>([
  [true, {}],
  [true, { summary: "", success: true, metrics: {}, changes: [], artifacts: [], data: {}, x: [{ y: null }] }],
  [false, { summary: 3 }],
  [false, { success: "yes" }],
  [true, { metrics: { a: 1, b: -0.5 } }],
  [false, { metrics: { a: "1" } }],
  [false, { metrics: [1] }],
  [false, { changes: {} }],
  [false, changes("x")],
  [false, changes({})],
  [false, changes({ kind: "eaten", path: "/x" })],
  ...["file-created", "file-modified", "file-deleted"].flatMap((kind): [boolean, object][] => [
    [true, changes({ kind, path: "x", lines: 3, old: false })],
    [false, changes({ kind })],
    [false, changes({ kind, path: "" })],
    [false, changes({ kind, path: 3 })],
  ]),
  [true, changes({ kind: "package-updated", package: "x", from: "1", to: "2" })],
  [false, changes({ kind: "package-updated", path: "x" })],
  [true, changes({ kind: "service-restarted", service: "x" })],
  [false, changes({ kind: "service-restarted" })],
  [true, changes({ kind: "config-changed" }, { kind: "custom", path: 3 })],
  [false, changes({ kind: "custom", x: null })],
  [false, changes({ kind: "custom", x: {} })],
  [true, artifacts({ path: "/x" }, { path: "/", bytes: 0, sha256: "0".repeat(64) })],
  [false, artifacts({})],
  [false, artifacts({ path: "x" })],
  [false, artifacts({ path: "/x\0" })],
  [false, artifacts({ path: "/x", bytes: -1 })],
  [false, artifacts({ path: "/x", bytes: 1.5 })],
  [false, artifacts({ path: "/x", sha256: "A".repeat(64) })],
  [false, artifacts({ path: "/x", name: "x" })],
  [false, { data: 1 }],
  [false, { data: [1] }],
])("the schema and the runner agree: %s for %j", (valid, outputs) => {
  const text = JSON.stringify(outputs);
  const read = readOutputs({
    written: undefined,
    printed: { text, isWhole: true, isDue: true },
    mask: (shown) => shown,
  });
  expect(isValid(outputs)).toBe(valid);
  expect(read?.problems === undefined).toBe(valid);
});

test("the schema has the kinds of changes that the runner knows", () => {
  expect(schema.properties.changes.items.properties.kind.enum).toEqual(Object.keys(changeKinds));
});
