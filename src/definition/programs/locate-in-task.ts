import { locateOffset } from "../../diagnostics/locate-offset.ts";
import type { RevisionFile } from "../../model/files.ts";
import { noActions } from "../actions/action.ts";
import { splitTasks } from "../meaning/split-tasks.ts";
import type { Merged } from "../meaning/layer.ts";
import { readDocument } from "../read/index.ts";
import { locateLine } from "./locate-line.ts";

/**
 * The line, from 1, at which a task says something: the first of these keys that it has, or the line of the program in it
 * that begins like `said`. undefined: its file does not say; the settings' defaults may.
 */
export function locateInTask(
  file: RevisionFile,
  task: string,
  { keys, said }: { keys: readonly string[]; said: string | undefined },
): number | undefined {
  const { document } = readDocument(file);
  const written =
    document && splitTasks(document, { diagnostics: [], unsound: new Map() }, { defaults: [], actions: noActions });
  const merged = written?.find(({ id }) => id === task)?.merged;
  if (!merged) return undefined;
  const given = keys.filter((key) => Object.hasOwn(merged.value, key));
  const found = said === undefined ? undefined : given.map((key) => findSaid(merged, key, said)).find(Boolean);
  if (found !== undefined) return found;
  if (given[0] === undefined) return undefined;
  const { source, start } = merged.locate([given[0]], "key");
  return locateOffset(source, start).line;
}

function findSaid(merged: Merged, key: string, said: string): number | undefined {
  const text = merged.value[key];
  if (typeof text !== "string") return undefined;
  // What a backslash carries on is one line of the program, and several here.
  const at = text
    .split("\n")
    .findIndex((line) => said.startsWith(line.replace(/\r?$/, "").replace(/\\$/, "")) && line.trim() !== "");
  const span = at < 0 ? undefined : locateLine({ value: merged.locate([key], "value"), text, line: at + 1 });
  return span && locateOffset(span.source, span.start).line;
}
