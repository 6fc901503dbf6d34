import fc from "fast-check";
import { expect, test } from "vitest";
import { byCodePoint } from "../../src/model/compare.ts";
import { PatchedMap } from "../../src/model/patched-map.ts";

const key = fc.constantFrom(..."abcdefgh");
const patch = fc.array(fc.tuple(key, fc.option(fc.nat(9), { nil: undefined })), { maxLength: 6 });

test("patch upon patch it is the map that a copy would be, in order", () => {
  fc.assert(
    fc.property(fc.uniqueArray(key), fc.array(patch, { maxLength: 5 }), (keys, patches) => {
      const copy = new Map(keys.toSorted(byCodePoint).map((each, i) => [each, i]));
      let patched: ReadonlyMap<string, number> = new Map(copy);
      for (const one of patches) {
        patched = PatchedMap.patch(patched, one, byCodePoint);
        for (const [each, value] of one) {
          if (value === undefined) copy.delete(each);
          else copy.set(each, value);
        }
        const expected = [...copy].toSorted(([a], [b]) => byCodePoint(a, b));
        expect([...patched]).toEqual(expected);
        expect([...patched.keys()]).toEqual(expected.map(([each]) => each));
        expect([...patched.values()]).toEqual(expected.map(([, value]) => value));
        const visited: [string, number][] = [];
        patched.forEach((value, each) => visited.push([each, value]));
        expect(visited).toEqual(expected);
        expect(patched.size).toBe(copy.size);
        for (const each of "abcdefghi") {
          expect(patched.get(each)).toBe(copy.get(each));
          expect(patched.has(each)).toBe(copy.has(each));
        }
      }
    }),
  );
});

test("the one below stays as it was", () => {
  const below = new Map([["a", 1]]);
  const patched = PatchedMap.patch(below, [["a", 2]], byCodePoint);
  PatchedMap.patch(patched, [["a", undefined]], byCodePoint);
  expect([...below]).toEqual([["a", 1]]);
  expect([...patched]).toEqual([["a", 2]]);
});

test("a thousand patches are written out: looking things up stays as cheap as in any map", () => {
  const many = Array.from({ length: 1001 }, (_, i): [string, number] => [String(i), i]);
  const patched = PatchedMap.patch(new Map<string, number>(), many, byCodePoint);
  expect(patched).toBeInstanceOf(Map);
  expect(patched.size).toBe(1001);
});
