import { advance, firstSlotAfter, makeState } from "../decide/index.ts";
import { hostMatches } from "../decide/gates/hosts.ts";
import type { Catalog } from "../model/catalog.ts";
import { describeEvent } from "../model/describe-event.ts";
import type { Instant } from "../model/instant.ts";
import { renderInstant } from "../model/instant.ts";
import { emptySnapshot } from "../model/memory.ts";
import type { HostSettings } from "../model/settings.ts";
import type { Task } from "../model/task.ts";

/** A task's coming due moments, as far as its definition tells them. */
export interface ComingSlots {
  readonly slots: readonly Instant[];
  /** Why there are none, or what is special about them, in a few words; undefined where there is nothing to add. */
  readonly remark: string | undefined;
}

/**
 * Finds the first so many slots of a task strictly after `from`. The core is asked, on a state without a past: what
 * the journal knows (a pause, the end of the last run) does not count.
 */
export function makeSlotFinder(catalog: Catalog, from: Instant): (task: Task, count: number) => ComingSlots {
  const { host } = catalog.settings;
  const state = makeState({ host, snapshot: emptySnapshot, now: from });
  advance(state, { kind: "applied", now: from, catalog, revision: undefined });
  return (task, count) => {
    // Its slots depend on what will have happened by then.
    const foreseeable = { ...task, schedules: task.schedules.filter(({ kind }) => kind !== "after-finish") };
    const slots: Instant[] = [];
    for (let after = from; slots.length < count;) {
      const next = firstSlotAfter(state, foreseeable, after);
      if (next === undefined) break;
      slots.push(next);
      after = next;
    }
    return { slots, remark: remarkOn(task, { host, from, any: slots.length > 0 }) };
  };
}

function remarkOn(task: Task, of: { host: HostSettings; from: Instant; any: boolean }): string | undefined {
  if (!task.enabled) return "disabled";
  if (!hostMatches(task.hosts, of.host)) return `not for host ${of.host.name}`;
  if (task.schedules.length === 0 && task.triggers.length === 0) return "no schedule: on request, or when needed";
  if (task.suspend && of.from < task.suspend.until) return `suspended until ${renderInstant(task.suspend.until)}`;
  if (task.schedules.length === 0) return task.triggers.map(describeEvent).join(", or ");
  if (task.schedules.some(({ kind }) => kind === "after-finish")) return "counted from the end of its last run";
  return of.any ? undefined : "its time has passed";
}
