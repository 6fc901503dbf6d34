import type { Fact } from "../../model/condition.ts";
import type { GateVerdict } from "../../model/decision.ts";
import type { Task } from "../../model/task.ts";
import { judgeCondition } from "../condition/judge-condition.ts";
import { listQueries } from "../condition/list-queries.ts";
import type { State } from "../state/state.ts";
import type { Asked } from "./gate.ts";
import { pass, skip } from "./gate.ts";
import { readFirst } from "./read-first.ts";

const noCondition = pass("no condition");
const forced = pass("forced: its condition is passed over");

/** The task's condition, at the moment of starting: facts that are older than `facts_every` are read again first. */
export function whenGate({ state, waiting, task }: Asked): GateVerdict {
  if (!task.when) return noCondition;
  if (waiting.wanted.force) return forced;
  const reading = readFirst(state, listQueries(task.when));
  if (reading) return reading;
  const { kind, detail } = judgeCondition(task.when, state.facts);
  if (kind === "true") return pass(detail);
  if (kind === "false" && task.otherwise === "skip") return skip("when", detail);
  // Whoever waits is asked again with each reading.
  return { kind: "wait", detail, on: { kind: "facts", queries: [] } };
}

/** The facts that let a run of the task start. */
export function whenFacts(state: State, task: Task): readonly Fact[] {
  return task.when ? judgeCondition(task.when, state.facts).facts : [];
}
