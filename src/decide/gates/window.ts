import type { GateVerdict } from "../../model/decision.ts";
import { renderInstant } from "../../model/instant.ts";
import { closesAt, isWithin } from "../../schedule/index.ts";
import type { Asked } from "./gate.ts";
import { pass } from "./gate.ts";
import { closed, passedOver } from "./not-now.ts";

const anyTime = pass("no window: at any time");

/** When it may start: in any of its windows. */
export function windowGate({ state, waiting, task }: Asked): GateVerdict {
  const { windows } = task;
  if (windows.length === 0) return anyTime;
  if (waiting.wanted.force) return passedOver;
  const open = windows.find((window) => isWithin(window, state.now));
  if (!open) return closed(task, "window", windows, state.now);
  const closes = closesAt(open, state.now);
  return pass(`${closes === undefined ? "always open" : `open until ${renderInstant(closes)}`} (window ${open.text})`);
}
