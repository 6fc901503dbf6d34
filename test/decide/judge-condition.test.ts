import { describe, expect, test } from "vitest";
import { judgeCondition } from "../../src/decide/condition/judge-condition.ts";
import type { Condition, FactKey, FactValue } from "../../src/model/condition.ts";
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
