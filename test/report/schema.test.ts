import { expect, test } from "vitest";
import schema from "../../schemas/report.schema.json" with { type: "json" };

interface Schema {
  readonly [key: string]: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
}

test("every key is described, every object closed", () => {
  const objects = findObjects(schema);
  expect(objects.length).toBeGreaterThan(15);
  const open = objects.filter((object) => object["additionalProperties"] !== false);
  expect(open.map((object) => object["description"])).toEqual([expect.stringMatching(/^Its parameters: /)]);
  const keys = objects.flatMap((object) => Object.entries(object.properties ?? {}));
  expect(keys.filter(([, key]) => !isDescribed(key)).map(([name]) => name)).toEqual([]);
});

function isDescribed(key: Schema): boolean {
  const named = /^#\/\$defs\/(\w+)$/.exec(String(key["$ref"]))?.[1];
  const definitions: Readonly<Record<string, Schema>> = schema.$defs;
  return typeof (key["description"] ?? definitions[named ?? ""]?.["description"]) === "string";
}

function findObjects(value: unknown): Schema[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(findObjects);
  return "type" in value && value.type === "object" ? [value as Schema, ...inner] : inner;
}
