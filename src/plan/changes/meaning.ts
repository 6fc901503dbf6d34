import { byCodePoint } from "../../model/compare.ts";
import type { Condition } from "../../model/condition.ts";
import { factKeyOf } from "../../model/condition.ts";
import type { Task } from "../../model/task.ts";
import type { Window } from "../../model/window.ts";

/* What of a key counts: in whatever words and order it was written, equal meanings are equal. */

export function ofSchedules({ schedules }: Task): readonly string[] {
  return schedules.map(({ key }) => key).sort();
}

export function ofTriggers({ triggers }: Task): readonly string[] {
  return triggers.map(({ key }) => key).sort();
}

/** They are asked for in their order, and one that is skipped may spare the rest. */
export function ofNeeds({ needs }: Task): readonly unknown[] {
  return needs.map(({ task, status, maxAgeMs }) => [task, status, maxAgeMs]);
}

export function ofWindows(task: Task): readonly unknown[] {
  return inOrder(task.windows.map((window) => [ofWindow(window, task), window.overrun]));
}

/** Of a calendar its name: what its days are is told by itself. */
export function ofBlackouts(task: Task): readonly unknown[] {
  return inOrder(task.blackouts.map((window) => (window.dates === undefined ? ofWindow(window, task) : window.text)));
}

/** The task's own zone goes without saying: it is a key of its own. */
function ofWindow({ hours, days, zone }: Window, { timezone }: Task): unknown {
  return [hours, days, zone === timezone ? undefined : zone];
}

export function ofWhen({ when }: Task): readonly unknown[] {
  return [when && ofCondition(when)];
}

function ofCondition(condition: Condition): unknown {
  switch (condition.kind) {
    case "fact":
      return [factKeyOf(condition.query), condition.test];
    case "not":
      return ["not", ofCondition(condition.of)];
    case "all":
    case "any":
      return [condition.kind, ...inOrder(condition.of.map(ofCondition))];
  }
}

function inOrder(items: readonly unknown[]): readonly unknown[] {
  return items.toSorted((a, b) => byCodePoint(JSON.stringify(a), JSON.stringify(b)));
}
