import { renderDiagnostic } from "../../diagnostics/render-diagnostic.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { Io } from "../io.ts";
import { hasColor } from "../io.ts";
import { noTasks } from "../no-tasks.ts";
import { renderChanges } from "./render-changes.ts";
import { renderHeld } from "./render-held.ts";
import { renderPlan } from "./render-plan.ts";
import type { GoodPlan, ToldPlan } from "./told-plan.ts";

/** A plan for people. */
export function renderText({ diagnostics, good }: ToldPlan, io: Io): string {
  const problems = diagnostics.map((one) => `${renderDiagnostic(one, { color: hasColor(io) })}\n\n`).join("");
  if (!good) return `${problems}These definitions have errors: they would be turned away, and nothing would change.\n`;
  const held = good.held ? `${renderHeld(good.held, hasColor(io))}\n` : "";
  return `${problems}${held}${renderGood(good, io)}`;
}

function renderGood({ catalog, changes, forecast, now, absent }: GoodPlan, io: Io): string {
  if (catalog.tasks.size === 0 && changes.tasks.length + changes.settings.length === 0 && forecast) return noTasks;
  return [
    renderChanges(changes, catalog, hasColor(io)),
    forecast ? renderPlan(io, { catalog, plan: forecast, now }) : "",
    forecast && absent !== undefined ? `${escapeTerminal(absent)}\n` : "",
  ].join("");
}
