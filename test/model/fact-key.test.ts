import fc from "fast-check";
import { expect, test } from "vitest";
import type { FactQuery } from "../../src/model/condition.ts";
import { factKeyOf } from "../../src/model/condition.ts";

test.each<{ query: FactQuery; key: string }>([
  { query: { kind: "system_load" }, key: "system_load" },
  { query: { kind: "disk_usage", path: "/var" }, key: "disk_usage(/var)" },
  { query: { kind: "port", host: "::1", port: 22 }, key: "port(::1:22)" },
  { query: { kind: "http", url: "http://localhost/", status: 200 }, key: "http(http://localhost/ 200)" },
  { query: { kind: "command", command: '["a"]' }, key: 'command(["a"])' },
  { query: { kind: "command", command: ["a"] }, key: 'command["a"]' },
  { query: { kind: "command", command: ["a", 'b", "c'] }, key: 'command["a", "b\\", \\"c"]' },
])("$key", ({ query, key }) => expect(factKeyOf(query)).toBe(key));

test("what is not the same has not the same key", () => {
  // Few letters, and those that keys are made of: what can collide soon does.
  const text = fc.string({
    unit: fc.constantFrom("a", "1", '"', ",", ":", " ", "[", "]", "(", ")", "\\"),
    maxLength: 6,
  });
  const number = fc.integer({ min: 1, max: 12 });
  const query: fc.Arbitrary<FactQuery> = fc.oneof(
    fc.record({ kind: fc.constantFrom("disk_usage", "file"), path: text }),
    fc.record({ kind: fc.constantFrom("process", "service"), name: text }),
    fc.record({ kind: fc.constant("port"), host: text, port: number }),
    fc.record({ kind: fc.constant("http"), url: text, status: number }),
    fc.record({ kind: fc.constant("command"), command: fc.oneof(text, fc.array(text, { maxLength: 2 })) }),
    fc.record({ kind: fc.constant("age"), file: text }),
  );
  fc.assert(
    fc.property(fc.array(query, { minLength: 200, maxLength: 400 }), (queries) => {
      const different = new Set(queries.map((one) => JSON.stringify(one, Object.keys(one).sort())));
      expect(new Set(queries.map(factKeyOf)).size).toBe(different.size);
    }),
    { numRuns: 50 },
  );
});
