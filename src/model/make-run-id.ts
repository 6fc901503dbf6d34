import { hash } from "node:crypto";
import type { RunId, TaskId } from "./ids.ts";
import type { Instant } from "./instant.ts";
import { renderCompactInstant } from "./instant.ts";

/**
 * The run's name: its moment, then ten hex digits of a hash over what makes it the one it is. `origin` is the slot
 * (its instant), the request's nonce, or the id of the run that needed it: the same origin gives the same id, so that
 * one slot cannot have two runs, whoever computes it and however often.
 */
export function makeRunId(of: { host: string; task: TaskId; at: Instant; origin: string }): RunId {
  const digest = hash("sha256", `${of.host}\0${of.task}\0${of.origin}`, "hex");
  // It has the shape by the way it is made; thousands are made in one pass.
  return `${renderCompactInstant(of.at)}-${digest.slice(0, 10)}` as RunId;
}
