import { expect, test } from "vitest";
import { findOvertaken, mostOvertaken } from "../../src/decide/index.ts";
import { sha } from "../../src/model/ids.ts";
import type { RevisionEvent } from "../../src/model/revision.ts";
import { makeEvent } from "../report/cases.ts";

const newest = sha("f".repeat(40));
const named = (digit: string) => ({ ...makeEvent().revision, sha: sha(digit.repeat(40)) });
const before = (state: RevisionEvent["state"], revision = named("a")): RevisionEvent => makeEvent({ state, revision });

test.each([
  ["nothing came with it", undefined, [], []],
  ["the one before has its end", before("applied"), [], []],
  ["the one before was turned away: that is its end", before("rejected"), [], []],
  ["the one before is held", before("held"), [], ["aaaaaaa replaced"]],
  ["it is held itself, and looked at anew", before("held", named("f")), [], []],
  ["two came with it", before("applied"), [named("c"), named("b")], ["bbbbbbb overtaken", "ccccccc overtaken"]],
  ["both", before("held"), [named("b")], ["aaaaaaa replaced", "bbbbbbb overtaken"]],
])("%s", (_, last, cameWith, expected) => {
  const found = findOvertaken({ newest, before: last, cameWith, at: 7 });
  expect(found.map(({ revision, reason }) => `${revision.sha.slice(0, 7)} ${reason}`)).toEqual(expected);
  expect(found.every((event) => event.state === "superseded" && event.by === newest && event.at === 7)).toBe(true);
});

test("of very many the newest have records, and the oldest of those says that there were more", () => {
  const many = Array.from({ length: mostOvertaken + 1 }, () => named("b"));
  const found = findOvertaken({ newest, before: undefined, cameWith: many, at: 7 });
  expect(found).toHaveLength(mostOvertaken);
  expect(found.map(({ detail }) => detail.includes("have no record")).indexOf(true)).toBe(0);
  expect(found.filter(({ detail }) => detail.includes("have no record"))).toHaveLength(1);
});
