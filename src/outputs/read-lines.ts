import type { OutputProblem } from "../model/outputs.ts";
import type { Table } from "./read-table.ts";
import { readTable } from "./read-table.ts";

export const hiddenObject = "the object holds a secret where it cannot be masked, and is left out";

const pair = /^([A-Za-z_][A-Za-z0-9_.-]*)=(.*)$/s;

/** RUNNER_OUTPUT: each line `name=value` or an object of JSON. `mask` keeps lines as many as they are. */
export function readLines(
  text: string,
  mask: (text: string) => string,
  tell: (problem: OutputProblem) => void,
): readonly Table[] {
  const lines = splitLines(text);
  const masked = splitLines(mask(text));
  return lines.flatMap((line, index) => {
    const where = `RUNNER_OUTPUT, line ${index + 1}`;
    const shown = masked[index] ?? "";
    if (line.trim() === "") return [];
    if (line.trimStart().startsWith("{")) {
      const read = readTable(line, shown);
      if (read.kind === "no-table") tell({ where, what: "this is no JSON object; an object has to be on one line" });
      else if (read.kind === "hidden") tell({ where, what: hiddenObject });
      return read.kind === "no-table" ? [] : [read.table];
    }
    const [, name, value] = pair.exec(shown) ?? [];
    if (name !== undefined) return [{ [name]: value! }];
    tell({ where, what: "this is neither name=value nor a JSON object" });
    return [];
  });
}

function splitLines(text: string): readonly string[] {
  return text.replace(/^\u{feff}/u, "").split(/\r?\n/);
}
