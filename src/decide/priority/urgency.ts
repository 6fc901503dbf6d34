import { renderDuration } from "../../model/duration.ts";
import { most, renderValue, within } from "./term.ts";
import type { Rated, Term } from "./term.ts";

/** Each failure in a row adds so much, */
const perFailure = 20;
/** and all of them no more than this: being late can always add to it. */
const mostForFailures = 60;

/** How overdue it is, against its own interval: a whole one late is all there is. Failures in a row come on top. */
export const urgency: Term = {
  name: "urgency",
  weight: "urgency",
  value: (rated) => Math.min(most, overdueOf(rated) + failuresOf(rated)),
  why(rated) {
    const failures = rated.memory?.failures ?? 0;
    const row =
      failures === 0
        ? "no failure in a row"
        : `${failures} ${failures === 1 ? "failure" : "failures in a row"}: ${renderValue(failuresOf(rated))}`;
    return `${whyOverdue(rated)}; ${row}`;
  },
};

function overdueOf({ now, slot, intervalMs }: Rated): number {
  if (slot === undefined || intervalMs === undefined) return 0;
  return most * within((now - slot) / intervalMs, 1);
}

function whyOverdue(rated: Rated): string {
  const { now, slot, intervalMs } = rated;
  if (slot === undefined) return "no slot of it is due: 0";
  const late = `${renderDuration(Math.max(0, now - slot))} after its slot`;
  if (intervalMs === undefined) return `${late}, and no slot follows to hold that against: 0`;
  return `${late}, and slots are ${renderDuration(intervalMs)} apart: ${renderValue(overdueOf(rated))}`;
}

function failuresOf({ memory }: Rated): number {
  return within((memory?.failures ?? 0) * perFailure, mostForFailures);
}
