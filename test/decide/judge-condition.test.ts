import { describe, expect, test } from "vitest";
import { judgeCondition } from "../../src/decide/condition/judge-condition.ts";
import type { Condition, FactKey, FactQuery, FactValue, Test } from "../../src/model/condition.ts";
import { factKeyOf } from "../../src/model/condition.ts";
import { renderCondition } from "../../src/model/render-condition.ts";

const is = (name: string): Condition => ({ kind: "fact", query: { kind: "process", name }, test: { kind: "is-true" } });
const cpu = (above?: number, below?: number): Condition => ({
  kind: "fact",
  query: { kind: "cpu_usage" },
  test: { kind: "between", above, below },
});
const all = (...of: Condition[]): Condition => ({ kind: "all", of });
const any = (...of: Condition[]): Condition => ({ kind: "any", of });
const not = (of: Condition): Condition => ({ kind: "not", of });

/** `yes` runs, `no` does not, `odd` cannot be read, the CPU is at 41. */
const world: Record<string, FactValue> = {
  "process(yes)": { kind: "boolean", value: true },
  "process(no)": { kind: "boolean", value: false },
  "process(odd)": { kind: "unknown", why: "no answer" },
  cpu_usage: { kind: "number", value: 41 },
};
const facts = new Map(
  Object.entries(world).map(([key, value]) => [key as FactKey, { key: key as FactKey, value, at: 0 }]),
);

describe.each([
  [is("yes"), "true", "process(yes)"],
  [is("no"), "false", "process(no)"],
  [is("odd"), "unknown", "process(odd)"],
  [is("unread"), "unknown", "process(unread)"],
  [not(is("yes")), "false", "not process(yes)"],
  [not(is("odd")), "unknown", "not process(odd)"],
  [all(is("yes"), is("odd")), "unknown", "(process(yes) and process(odd))"],
  [all(is("no"), is("odd")), "false", "(process(no) and process(odd))"],
  [any(is("yes"), is("odd")), "true", "(process(yes) or process(odd))"],
  [any(is("no"), is("odd")), "unknown", "(process(no) or process(odd))"],
  [any(is("no"), all(is("yes"), not(is("no")))), "true", "(process(no) or (process(yes) and not process(no)))"],
  [cpu(40), "true", "cpu_usage > 40"],
  [cpu(41), "false", "cpu_usage > 41"],
  [cpu(undefined, 41), "false", "cpu_usage < 41"],
  [cpu(undefined, 41.5), "true", "cpu_usage < 41.5"],
  [cpu(40, 42), "true", "40 < cpu_usage < 42"],
] as const)("%#", (condition, verdict, text) => {
  test(`${text}: ${verdict}`, () => {
    expect(judgeCondition(condition, facts).kind).toBe(verdict);
    expect(renderCondition(condition)).toBe(text);
  });
});

const words = { T: "yes", F: "no", U: "odd" };
type Letter = keyof typeof words;

/** Kleene's tables: the first operand goes down, the second to the right. */
test.each<{ of: string; make: (...of: Condition[]) => Condition; rows: readonly string[] }>([
  { of: "all", make: all, rows: ["  T F U", "T T F U", "F F F F", "U U F U"] },
  { of: "any", make: any, rows: ["  T F U", "T T T T", "F T F U", "U T U U"] },
  { of: "not all", make: (...of) => not(all(...of)), rows: ["  T F U", "T F T U", "F T T T", "U U T U"] },
  { of: "not any", make: (...of) => not(any(...of)), rows: ["  T F U", "T F F F", "F F T U", "U F U U"] },
])("$of, of all that two facts can be", ({ make, rows }) => {
  const letter = { true: "T", false: "F", unknown: "U" };
  const [head = "", ...others] = rows;
  const columns = head.trim().split(" ") as Letter[];
  const judged = others.map((row) => {
    const down = row[0] as Letter;
    const cells = columns.map((right) => judgeCondition(make(is(words[down]), is(words[right])), facts).kind);
    return [down, ...cells.map((kind) => letter[kind])].join(" ");
  });
  expect(judged).toEqual(others);
});

describe.each<{ query: FactQuery; at: number }>([
  { query: { kind: "system_load" }, at: 0.8 },
  { query: { kind: "cpu_usage" }, at: 0 },
  { query: { kind: "memory_usage" }, at: 100 },
  { query: { kind: "disk_usage", path: "/var" }, at: 90 },
  { query: { kind: "age", file: "/backup" }, at: 172_800_000 },
])("a threshold of $query.kind", ({ query, at }) => {
  test.each([
    { name: "a little more", value: at + 0.001, above: "true", below: "false" },
    { name: "exactly it", value: at, above: "false", below: "false" },
    { name: "a little less", value: at - 0.001, above: "false", below: "true" },
    { name: "not to be read", value: undefined, above: "unknown", below: "unknown" },
  ])("$name", ({ value, above, below }) => {
    const key = factKeyOf(query);
    const read: FactValue = value === undefined ? { kind: "unknown", why: "no answer" } : { kind: "number", value };
    const known = new Map([[key, { key, value: read, at: 0 }]]);
    const judge = (asked: Test) => judgeCondition({ kind: "fact", query, test: asked }, known).kind;
    expect(judge({ kind: "between", above: at, below: undefined })).toBe(above);
    expect(judge({ kind: "between", above: undefined, below: at })).toBe(below);
  });
});

describe.each<FactQuery>([
  { kind: "process", name: "apt" },
  { kind: "file", path: "/run/mounted" },
  { kind: "service", name: "cron" },
  { kind: "port", host: "localhost", port: 22 },
  { kind: "http", url: "http://localhost/", status: 200 },
  { kind: "command", command: ["true"] },
])("whether there is a $kind", (query) => {
  test.each<{ verdict: string; value: FactValue }>([
    { verdict: "true", value: { kind: "boolean", value: true } },
    { verdict: "false", value: { kind: "boolean", value: false } },
    { verdict: "unknown", value: { kind: "unknown", why: "no answer" } },
  ])("$verdict", ({ verdict, value }) => {
    const key = factKeyOf(query);
    const condition: Condition = { kind: "fact", query, test: { kind: "is-true" } };
    expect(judgeCondition(condition, new Map([[key, { key, value, at: 0 }]])).kind).toBe(verdict);
  });
});

test("says what it found", () => {
  expect(judgeCondition(cpu(90), facts).detail).toBe("cpu_usage > 90 (now 41)");
  expect(judgeCondition(all(is("yes"), is("odd")), facts).detail).toBe(
    "(process(yes) and process(odd)) (now process(yes) yes, process(odd) unknown: no answer)",
  );
});

test("an age is told as a duration", () => {
  const query = { kind: "age", file: "/x" } as const;
  const value = { kind: "number", value: 90_061_000 } as const;
  const old: Condition = { kind: "fact", query, test: { kind: "between", above: 86_400_000, below: undefined } };
  const known = new Map([[factKeyOf(query), { key: factKeyOf(query), value, at: 0 }]]);
  expect(judgeCondition(old, known).detail).toBe("age(/x) > 1d (now 1d1h)");
});
