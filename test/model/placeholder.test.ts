import { expect, test } from "vitest";
import type { Json } from "../../src/model/json.ts";
import { fillCommand, fillPlaceholders } from "../../src/model/placeholder.ts";

const params = { days: 7, path: "a b; rm -rf /", on: true, list: [1, "{{params.days}}"], none: null };

test.each<[value: Json, filled: Json]>([
  ["{{params.days}}", 7],
  ["{{params.path}}", "a b; rm -rf /"],
  ["{{params}}", params],
  [
    ["x", "{{params.list}}"],
    ["x", [1, "{{params.days}}"]],
  ],
  [
    { keep: "{{params.on}}", deep: [{ is: "{{params.none}}" }] },
    { keep: true, deep: [{ is: null }] },
  ],
  ["{{params.other}}", ""],
  ["{{params.toString}}", ""],
  ["--days={{params.days}}", "--days={{params.days}}"],
  ["{{ params.days }}", "{{ params.days }}"],
  ["{{.Names}}", "{{.Names}}"],
  [3, 3],
])("%j becomes %j", (value, filled) => {
  expect(fillPlaceholders(value, params)).toEqual(filled);
});

test("in a command each is one argument, whatever it holds", () => {
  const argv = ["x", "{{params.path}}", "{{params.days}}", "{{params.list}}", "{{params}}"];
  const filled = ["x", "a b; rm -rf /", "7", '[1,"{{params.days}}"]', JSON.stringify(params)];
  expect(fillCommand({ kind: "argv", argv }, params)).toEqual({ kind: "argv", argv: filled });
  const script = { kind: "script", path: "{{params.path}}", args: argv } as const;
  expect(fillCommand(script, params)).toEqual({ kind: "script", path: "{{params.path}}", args: filled });
  const text = { kind: "text", text: "{{params.days}}" } as const;
  expect(fillCommand(text, params)).toBe(text);
});
