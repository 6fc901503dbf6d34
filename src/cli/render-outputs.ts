import type { RunEnd } from "../model/run.ts";
import type { Outputs } from "../model/outputs.ts";
import { escapeTerminal } from "../text/escape-terminal.ts";
import { count } from "./count.ts";

/** What a run said as data, for people: a line each, indented below how it ended. */
export function renderOutputs({ attempts, detail }: Pick<RunEnd, "attempts" | "detail">): string {
  const outputs = attempts.at(-1)?.outputs;
  if (!outputs) return "";
  const { summary, metrics, problems = [] } = outputs;
  const lines = [
    // The detail of a run that says of itself that it has failed ends with it.
    ...(summary === undefined || detail.endsWith(summary) ? [] : [summary]),
    ...(metrics ? [Object.entries(metrics).map(([name, number]) => `${name} ${number}`).join(", ")] : []), // prettier-ignore
    ...tellCounts(outputs),
    ...problems.map(({ where, what }) => `in its outputs: ${where}: ${what}`),
  ];
  return lines.map((line) => `\n  ${escapeTerminal(line)}`).join("");
}

function tellCounts({ changes = [], artifacts = [] }: Outputs): readonly string[] {
  const counts = [
    ...(changes.length > 0 ? [count(changes.length, "change")] : []),
    ...artifacts.map(({ path }) => path),
  ];
  return counts.length === 0 ? [] : [counts.join(", ")];
}
