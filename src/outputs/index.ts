// takes       what a run has written to RUNNER_OUTPUT, and the end of what it printed; a function that masks secrets
// gives       outputs: typed, masked, of 64 KiB at most; undefined where the run has said nothing
// fails with  nothing: what is wrong is a problem of the outputs, and does not lose the rest
// guarantees  pure; time in proportion to the length of what is read; nothing of it is shown unmasked, names included
import type { Json } from "../model/json.ts";
import { oneLine } from "../model/one-line.ts";
import type { OutputProblem, Outputs, WrittenOutput } from "../model/outputs.ts";
import { mostOutputBytes } from "../model/outputs.ts";
import { cleanValue, deepest } from "./clean-value.ts";
import { findLastObject } from "./find-last-object.ts";
import { makeRoom } from "./make-room.ts";
import { mergeTables } from "./merge-tables.ts";
import { hiddenObject, readLines } from "./read-lines.ts";
import type { Table } from "./read-table.ts";
import { isTable } from "../model/json.ts";
import { readTable } from "./read-table.ts";
import type { Tell } from "./take-parts.ts";
import { takeArtifacts, takeChanges, takeMetrics, takeSummary } from "./take-parts.ts";

/** So many problems are told one by one. */
const mostProblems = 20;

/** What the SHA-256 and the size of an artifact take, which the runner adds. */
const addedToArtifact = 110;

interface Printed {
  readonly text: string;
  readonly isWhole: boolean;
  /** It came to a good end, and should have printed an object by then. */
  readonly isDue: boolean;
}

export function readOutputs(of: {
  written: WrittenOutput | undefined;
  /** Of a task with `output = "json"`: the end of what it printed. */
  printed: Printed | undefined;
  mask: (text: string) => string;
}): Outputs | undefined {
  const { mask } = of;
  const problems: OutputProblem[] = [];
  const tell: Tell = (problem) => problems.push(problem);
  const pieces = of.written ? readWritten(of.written, mask, tell) : [];
  const object = of.printed && readPrinted(of.printed, mask, tell);
  const merged = mergeTables([...pieces, ...(object ? [object] : [])]);
  const outputs = {
    ...sortOut(clean(merged, mask, tell), of.printed !== undefined, tell),
    ...(problems.length > 0 && { problems: few(problems) }),
    ...(of.printed?.isDue && !object && { missing: true as const }),
  };
  return Object.keys(outputs).length > 0 ? outputs : undefined;
}

function readWritten(written: WrittenOutput, mask: (text: string) => string, tell: Tell): readonly Table[] {
  if (written.kind === "odd") {
    tell({ where: "RUNNER_OUTPUT", what: "what is there now is not a plain file of one name, and was not read" });
    return [];
  }
  const { text, isWhole } = written;
  if (isWhole) return readLines(text, mask, tell);
  tell({ where: "RUNNER_OUTPUT", what: "it has more than 64 KiB: the lines beyond are left out" });
  return readLines(text.slice(0, text.lastIndexOf("\n") + 1), mask, tell);
}

function readPrinted(printed: Printed, mask: (text: string) => string, tell: Tell): Table | undefined {
  const text = findLastObject(printed);
  const read = text === undefined ? undefined : readTable(text, mask(text));
  if (read === undefined || read.kind === "no-table") {
    if (!printed.isDue) return undefined;
    const where = printed.isWhole ? "" : " among the last 256 KiB";
    tell({ where: "standard output", what: `output = "json" promises a JSON object, and there is none${where}` });
    return undefined;
  }
  if (read.kind === "hidden") tell({ where: "standard output", what: hiddenObject });
  return read.table;
}

function clean(merged: Table, mask: (text: string) => string, tell: Tell): Table {
  const entries = Object.entries(merged).flatMap(([key, value]) => {
    const name = mask(key.toWellFormed());
    const cleaned = cleanValue(value, mask);
    if (cleaned !== undefined) return [[name, cleaned] as const];
    tell({ where: name, what: `it is deeper than ${deepest} levels, or has a number that is too large` });
    return [];
  });
  return Object.fromEntries(entries);
}

/** Puts each value where it belongs, as long as there is room. */
function sortOut(merged: Table, isPromised: boolean, tell: Tell): Outputs {
  const fits = makeRoom(mostOutputBytes - 200);
  const { summary, changes, metrics, artifacts, data, success, ...others } = merged;
  const rest = Object.entries({
    ...(data !== undefined && takeData(data, tell)),
    ...(!isPromised && success !== undefined && { success }),
    ...others,
  });
  if (isPromised && success !== undefined && typeof success !== "boolean")
    tell({ where: "success", what: "it is to be true or false" });
  const take = <T>(name: string, items: readonly T[], more = 0): readonly T[] => {
    const kept = items.filter((item) => fits(item, more));
    const lost = items.length - kept.length;
    if (lost > 0) tell({ where: name, what: `${lost} of ${items.length} are left out: outputs have 64 KiB at most` });
    return kept;
  };
  const line = summary === undefined ? undefined : takeSummary(summary, tell);
  if (line !== undefined) fits(line);
  const numbers = metrics === undefined ? [] : take("metrics", takeMetrics(metrics, tell));
  const changed = changes === undefined ? [] : take("changes", takeChanges(changes, tell));
  const files = artifacts === undefined ? [] : take("artifacts", takeArtifacts(artifacts, tell), addedToArtifact);
  const named = take("data", rest);
  return {
    ...(isPromised && typeof success === "boolean" && { success }),
    ...(line !== undefined && { summary: line }),
    ...(changed.length > 0 && { changes: changed }),
    ...(numbers.length > 0 && { metrics: Object.fromEntries(numbers) }),
    ...(files.length > 0 && { artifacts: files }),
    ...(named.length > 0 && { data: Object.fromEntries(named) }),
  };
}

function takeData(data: Json, tell: Tell): Table {
  if (isTable(data)) return data;
  tell({ where: "data", what: "it is to be a table; anything else goes by a name of its own" });
  return {};
}

function few(problems: readonly OutputProblem[]): readonly OutputProblem[] {
  const shown = problems
    .slice(0, mostProblems)
    .map(({ where, what }) => ({ where: oneLine(where, 100), what: oneLine(what, 300) }));
  const more = problems.length - shown.length;
  return more === 0 ? shown : [...shown, { where: "outputs", what: `${more} more problems are not shown` }];
}
