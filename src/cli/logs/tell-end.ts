import type { RunEnd } from "../../model/run.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { renderPastOutcome } from "../past-run.ts";
import type { Call } from "../verb.ts";

/** How a run ended, for a person who looks. */
export function tellEnd({ io }: Call, end: RunEnd): void {
  if (!io.errIsTerminal) return;
  io.err(renderEnd(end));
}

export function renderEnd(end: RunEnd): string {
  const detail = end.detail === "" ? "" : `: ${end.detail}`;
  return `${escapeTerminal(`${end.task} ${end.id}: ${renderPastOutcome(end)}${detail}`)}\n`;
}
