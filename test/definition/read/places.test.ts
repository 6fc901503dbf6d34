import fc from "fast-check";
import { expect, test } from "vitest";
import type { Document, Pointer } from "../../../src/definition/read/document.ts";
import { reservedKeys } from "../../../src/definition/read/limits.ts";
import { readDocument } from "../../../src/definition/read/index.ts";
import type { Json } from "../../../src/model/json.ts";

type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

const key = fc.oneof(
  fc.stringMatching(/^[a-z_-]{1,6}$/),
  fc.string({ maxLength: 6, unit: "binary" }).filter((k) => k.isWellFormed()),
);
const safeKey = key.filter((name) => !reservedKeys.has(name) && !name.includes("\0") && name !== "<<");
const text = fc.string({ maxLength: 12, unit: "binary" }).filter((t) => t.isWellFormed() && !t.includes("\0"));
const { table } = fc.letrec<{ value: Value; table: { [key: string]: Value } }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    text,
    fc.integer({ min: -(2 ** 53) + 1, max: 2 ** 53 - 1 }),
    fc.boolean(),
    fc.array(tie("value"), { maxLength: 3 }),
    tie("table"),
  ),
  table: fc.dictionary(safeKey, tie("value"), { maxKeys: 4, noNullPrototype: true }),
}));

test.each([
  ["TOML", "x.toml", renderToml],
  ["YAML in block style", "x.yaml", (value: { [key: string]: Value }) => renderYaml(value, "")],
  ["YAML in flow style", "x.yaml", renderInline],
] as const)("what is written in %s is read, each value and key where it stands", (_, path, render) => {
  fc.assert(
    fc.property(table, (value) => {
      const written = render(value);
      const { document, diagnostics } = readDocument({ path, bytes: new TextEncoder().encode(written) });
      expect(diagnostics).toEqual([]);
      expect(document!.value).toEqual(value);
      for (const [pointer, leaf] of listLeaves(value)) expectPlace(document!, pointer, leaf);
    }),
    { numRuns: 300 },
  );
});

test("a number that is the last character of a file has its place, too", () => {
  const { document } = readDocument({ path: "x.toml", bytes: new TextEncoder().encode("a = 0") });
  expectPlace(document!, ["a"], 0);
});

function expectPlace(document: Document, pointer: Pointer, leaf: Json): void {
  const last = pointer.at(-1)!;
  expect(JSON.parse(slice(document, pointer, "value"))).toEqual(leaf);
  if (typeof last === "string")
    expect(slice(document, pointer, "key").replace(/^"|"$/g, "")).toBe(quote(last).slice(1, -1));
}

function slice(document: Document, pointer: Pointer, part: "key" | "value"): string {
  const { source, start, end } = document.locate(pointer, part);
  return source.text.slice(start, end);
}

function* listLeaves(value: Value, pointer: Pointer = []): Iterable<[Pointer, Json]> {
  if (typeof value !== "object") yield [pointer, value];
  else if (Array.isArray(value))
    for (const [i, item] of value.entries()) yield* listLeaves(item as Value, [...pointer, i]);
  else for (const [name, item] of Object.entries(value)) yield* listLeaves(item as Value, [...pointer, name]);
}

function renderToml(value: { readonly [key: string]: Value }, path: readonly string[] = []): string {
  const entries = Object.entries(value);
  const plain = entries.filter(([, item]) => !isTable(item) && !isTableList(item));
  const lines = plain.map(([name, item]) => `${quote(name)} = ${renderTomlValue(item)}`);
  for (const [name, item] of entries) {
    const header = [...path, name];
    const names = header.map(quote).join(" . ");
    if (isTable(item)) lines.push(`[ ${names} ] # a table`, renderToml(item, header));
    if (isTableList(item)) for (const one of item) lines.push(`[[${names}]]`, renderToml(one, header));
  }
  return lines.join("\n");
}

function renderTomlValue(value: Value): string {
  if (Array.isArray(value))
    return `[ # a list\n ${value.map((item) => renderTomlValue(item as Value)).join(" ,\n ")} ]`;
  if (!isTable(value)) return renderInline(value);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${quote(name)} = ${renderTomlValue(item)}`)
    .join(" , ")} }`;
}

function renderYaml(value: Value, indent: string): string {
  const inner = `${indent}  `;
  if (isTable(value) && Object.keys(value).length > 0) {
    return Object.entries(value)
      .map(([name, item]) => `\n${indent}${quote(name)}:${renderYaml(item, inner)}`)
      .join("");
  }
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `\n${indent}-${renderYaml(item as Value, inner)}`).join("");
  }
  return ` ${renderInline(value)}`;
}

function renderInline(value: Value): string {
  if (Array.isArray(value)) return `[ ${value.map((item) => renderInline(item as Value)).join(", ")} ]`;
  if (!isTable(value)) return typeof value === "string" ? quote(value) : String(value);
  return `{ ${Object.entries(value)
    .map(([name, item]) => `${quote(name)} : ${renderInline(item)}`)
    .join(", ")} }`;
}

/** A text in double quotes that JSON, TOML and YAML read alike. */
function quote(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isTable(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === "object" && !Array.isArray(value);
}

function isTableList(value: Value): value is readonly { readonly [key: string]: Value }[] {
  return Array.isArray(value) && value.length > 0 && (value as readonly Value[]).every(isTable);
}
