import { toProblem } from "../../src/diagnostics/index.ts";
import type { Inspected } from "../../src/inspect/index.ts";
import { inspect } from "../../src/inspect/index.ts";
import type { Interpreters } from "../../src/model/interpreters.ts";
import type { Given } from "../definition/define-files.ts";
import { defineFiles, listProblems } from "../definition/define-files.ts";

/** What the interpreters of this machine say of the programs of a revision. */
export async function inspectFiles(
  given: Given,
  more: { path?: string; limitMs?: number; interpreters?: Interpreters } = {},
): Promise<Inspected> {
  const { path = process.env["PATH"] ?? "", limitMs = 60_000, interpreters = {} } = more;
  const files = new Map(Object.entries(given.files));
  const definition = defineFiles(given);
  if (definition.diagnostics.length > 0) throw new Error(listProblems(definition).join("\n"));
  return inspect(definition.programs, {
    path,
    limitMs,
    interpreters,
    readScripts: (paths) =>
      Promise.resolve(new Map(paths.map((each) => [each, Buffer.from(files.get(each) as string | Uint8Array)]))),
  });
}

/** `program-syntax tasks.d/a.toml:3`, in order. */
export async function linesOf(given: Given): Promise<readonly string[]> {
  const { diagnostics, unchecked } = await inspectFiles(given);
  if (unchecked.length > 0) throw new Error(JSON.stringify(unchecked));
  return diagnostics.map(toProblem).map(({ code, file, line }) => `${code} ${file}:${line}`);
}
