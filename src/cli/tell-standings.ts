import type { TaskId } from "../model/ids.ts";
import type { RunStanding } from "../reconcile/control/protocol.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import { makeStyle } from "../text/style.ts";
import type { ChosenFor } from "./choose-by-category.ts";
import { exitCodes } from "./exit-codes.ts";
import type { ExitCode } from "./exit-codes.ts";
import { hasColor } from "./io.ts";
import { renderPastOutcome, styleOf } from "./past-run.ts";
import { printJson } from "./print-json.ts";
import { renderOutputs } from "./render-outputs.ts";
import type { RunResult } from "./run-result.ts";
import { toRunResult } from "./run-result.ts";
import type { Call } from "./verb.ts";

/** A request that has not ended, as `--json` tells it; one that has is a RunResult. */
export interface OpenRequest extends Pick<RunResult, "id" | "task" | "reason"> {
  /** With `waiting`, `reason` says what for. */
  readonly status: "started" | "waiting";
}

/** Tells how runs stand; `chosen`: why those that nobody named. Exit code 1 unless all that have ended did so in success. */
export function tellStandings(
  call: Call,
  standings: readonly RunStanding[],
  chosen?: ReadonlyMap<TaskId, ChosenFor | undefined>,
): ExitCode {
  const { io } = call;
  if (call.json)
    printJson(
      io,
      standings.map((standing) => toStanding(standing, chosen?.get(standing.task))),
    );
  else for (const standing of standings) io.out(standing.end ? renderEnd(call, standing.end) : renderOpen(standing));
  return judgeStandings(standings);
}

export function judgeStandings(standings: readonly RunStanding[]): ExitCode {
  const isFine = standings.every(({ end }) => end === undefined || end.status === "success");
  return isFine ? exitCodes.fine : exitCodes.taskFailed;
}

/** How it stands, as `--json` tells it. */
export function toStanding(
  { id, task, end, waitsFor }: RunStanding,
  chosen?: ChosenFor,
): (RunResult | OpenRequest) & { readonly chosen?: ChosenFor } {
  const why = chosen && { chosen };
  if (end) return { ...toRunResult(end), ...why };
  return { id, task, status: waitsFor === undefined ? "started" : "waiting", reason: waitsFor ?? "", ...why };
}

export function renderOpen({ id, task, waitsFor }: RunStanding): string {
  return `${task}: ${waitsFor === undefined ? "started" : `has to wait: ${escapeTerminal(waitsFor)}`} (run ${id})\n`;
}

function renderEnd({ io }: Call, end: NonNullable<RunStanding["end"]>): string {
  const style = makeStyle(hasColor(io));
  const outcome = style[styleOf(end.status)](escapeTerminal(renderPastOutcome(end)));
  const detail = end.detail === "" ? "" : `\n  ${escapeTerminal(end.detail)}`;
  const log = end.status === "failed" || end.status === "lost" ? `\n  its output: runner logs ${end.id}` : "";
  return `${end.task}: ${outcome}${detail}${renderOutputs(end)}${log}\n`;
}
