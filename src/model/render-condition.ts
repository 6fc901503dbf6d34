import type { Condition, FactQuery, FactValue, Test } from "./condition.ts";
import { factKeyOf } from "./condition.ts";
import { renderDuration } from "./duration.ts";

/** As people read it: `disk_usage(/var) > 90`, `not process(apt)`, `(file(/a) and 5 < cpu_usage < 9)`. */
export function renderCondition(condition: Condition): string {
  switch (condition.kind) {
    case "fact":
      return renderTest(condition.query, condition.test);
    case "all":
      return joined(condition.of, " and ");
    case "any":
      return joined(condition.of, " or ");
    case "not":
      return `not ${renderCondition(condition.of)}`;
  }
}

/** What a fact says, in its own unit: `41.3`, `2d 4h`, `yes`, `unknown: no such file`. */
export function renderFactValue(query: FactQuery, value: FactValue): string {
  switch (value.kind) {
    case "number":
      return renderNumber(query, value.value);
    case "boolean":
      return `${value.value ? "yes" : "no"}${value.why === undefined ? "" : `: ${value.why}`}`;
    case "unknown":
      return `unknown: ${value.why}`;
  }
}

function renderTest(query: FactQuery, test: Test): string {
  const key = factKeyOf(query);
  if (test.kind === "is-true") return key;
  const { above, below } = test;
  if (above !== undefined && below !== undefined)
    return `${renderNumber(query, above)} < ${key} < ${renderNumber(query, below)}`;
  if (above !== undefined) return `${key} > ${renderNumber(query, above)}`;
  return `${key} < ${renderNumber(query, below!)}`;
}

function renderNumber(query: FactQuery, value: number): string {
  if (query.kind === "age") return renderDuration(Math.round(value / 1000) * 1000);
  return String(Math.round(value * 100) / 100);
}

function joined(conditions: readonly Condition[], word: string): string {
  const parts = conditions.map(renderCondition);
  return parts.length === 1 ? parts[0]! : `(${parts.join(word)})`;
}
