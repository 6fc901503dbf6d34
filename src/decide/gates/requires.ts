import type { FactValue, ToolQuery } from "../../model/condition.ts";
import { factKeyOf, renderTool } from "../../model/condition.ts";
import type { GateVerdict } from "../../model/decision.ts";
import type { Asked } from "./gate.ts";
import { pass, skip } from "./gate.ts";
import { readFirst } from "./read-first.ts";

const nothing = pass("requires nothing");

/**
 * Programs without which the run would fail half-way. Asked before its needs, which would run for nothing; `--force` does
 * not bring a program.
 */
export function requiresGate({ state, task }: Asked): GateVerdict {
  if (task.requires.length === 0) return nothing;
  const reading = readFirst(state, task.requires);
  if (reading) return reading;
  const looked = task.requires.map((tool) => ({ tool, value: state.facts.get(factKeyOf(tool))!.value }));
  const missing = looked.filter(({ value }) => value.kind !== "boolean" || !value.value);
  const detail = (missing.length > 0 ? missing : looked).map(tell).join("; ");
  if (missing.length === 0) return pass(detail);
  const isKnown = looked.some(({ value }) => value.kind === "boolean" && !value.value);
  if (isKnown && task.otherwise === "skip") return skip("requires", detail);
  // Whoever waits is asked again with each reading.
  return { kind: "wait", detail, on: { kind: "facts", queries: [] } };
}

function tell({ tool, value }: { tool: ToolQuery; value: FactValue }): string {
  const found = value.kind === "number" ? undefined : value.why;
  return `${renderTool(tool)}: ${found ?? "there"}`;
}
