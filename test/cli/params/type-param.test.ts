import { expect, test } from "vitest";
import { typeParam } from "../../../src/cli/params/type-param.ts";
import type { Json } from "../../../src/model/json.ts";

const root = { $defs: { port: { type: "integer" }, loop: { $ref: "#/$defs/loop" } } };

test.each<[schema: Json | undefined, text: string, value: Json]>([
  [{ type: "string" }, "7", "7"],
  [{ type: "string" }, "true", "true"],
  [{ type: "integer" }, "7", 7],
  [{ type: "number" }, "7", 7],
  [{ type: "number" }, "-1.5", -1.5],
  [{ type: "integer" }, "1.5", "1.5"],
  [{ type: "integer" }, "seven", "seven"],
  [{ type: "boolean" }, "true", true],
  [{ type: "boolean" }, "yes", "yes"],
  [{ type: "array" }, '["a", 1]', ["a", 1]],
  [{ type: "array" }, "a", "a"],
  [{ type: "object" }, '{"a": [1]}', { a: [1] }],
  [{ type: ["integer", "string"] }, "80", 80],
  [{ type: ["integer", "string"] }, "http", "http"],
  [{ type: ["integer", "string"] }, "true", "true"],
  [{ type: ["null", "string"] }, "null", null],
  [{ enum: ["1", "2"] }, "1", "1"],
  [{ enum: [1, 2] }, "1", 1],
  [{ const: false }, "false", false],
  [{ anyOf: [{ type: "boolean" }, { type: "string" }] }, "true", true],
  [{ anyOf: [{ type: "boolean" }, { type: "string" }] }, "7", "7"],
  [{ $ref: "#/$defs/port" }, "80", 80],
  [{ $ref: "#/$defs/loop" }, "80", 80],
  [{}, "[1]", [1]],
  [{}, "a b", "a b"],
  [true, "7", 7],
  [undefined, "7", 7],
])("%j takes %s", (schema, text, value) => {
  expect(typeParam(text, schema, root)).toEqual(value);
});
