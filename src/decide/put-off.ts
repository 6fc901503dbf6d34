import type { Instant } from "../model/instant.ts";
import type { Task } from "../model/task.ts";
import { fraction } from "./fraction.ts";
import type { State } from "./state/state.ts";

/**
 * To when `jitter` puts off the start of a slot; undefined: it does not. Evenly spread among tasks, hosts and slots, and
 * always the same for the same ones.
 */
export function putOff(state: State, task: Task, slot: Instant): Instant | undefined {
  if (task.jitterMs === 0) return undefined;
  return slot + Math.floor(fraction(`${task.id}\0${state.host.name}\0${slot}`) * task.jitterMs);
}
