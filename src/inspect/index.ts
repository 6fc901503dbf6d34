// takes       programs of tasks, where each is written, and a way to read the repository's scripts
// gives       a diagnostic for each that its interpreter cannot read, or that is a pointer of Git LFS; and which could not be checked, and why
// fails with  nothing: a check that cannot be made says nothing about the program
// guarantees  nothing of what is checked is executed, and what it names is not started; an end within the time limit
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { sortDiagnostics } from "../diagnostics/index.ts";
import type { Program } from "../diagnostics/program.ts";
import { programSyntax } from "../diagnostics/program-codes.ts";
import { getLine, locateOffset } from "../diagnostics/locate-offset.ts";
import type { SourceText, Span } from "../diagnostics/span.ts";
import type { Checker, Text, Trouble } from "./checkers/checker.ts";
import { checkNode } from "./checkers/node.ts";
import { checkPython } from "./checkers/python.ts";
import { checkShell } from "./checkers/shell.ts";
import { findPointers } from "./find-pointers.ts";
import { listUsers } from "./list-users.ts";
import { findTool } from "./find-tool.ts";
import { isPlainShell } from "./is-plain-shell.ts";
import type { Language } from "./language-of.ts";
import type { InspectEdges } from "./inspect-edges.ts";
import type { Readable, ReadScripts } from "./read-programs.ts";
import { readPrograms } from "./read-programs.ts";

export { mayHaveNewProgram, newPrograms } from "./new-programs.ts";
export { lintShell } from "./lint-shell.ts";
export type { ReadScripts } from "./read-programs.ts";

export interface Inspected {
  readonly diagnostics: readonly Diagnostic[];
  readonly unchecked: readonly Unchecked[];
}

/** `absent`: this host does not have the interpreter. `failed`: it did not answer, or not in time. */
export interface Unchecked {
  readonly interpreter: string;
  readonly why: "absent" | "failed";
  /** How many programs. */
  readonly count: number;
}

const checkers: Readonly<Record<Language, Checker>> = {
  bash: checkShell,
  sh: checkShell,
  python3: checkPython,
  node: checkNode,
};

export async function inspect(programs: readonly Program[], edges: InspectEdges): Promise<Inspected> {
  const scripts = new Map<string, Uint8Array>();
  const readScripts: ReadScripts = async (paths) => {
    const contents = await edges.readScripts(paths);
    for (const [path, bytes] of contents) scripts.set(path, bytes);
    return contents;
  };
  const asked = await readPrograms(
    programs,
    readScripts,
    (language, text) => !((language === "bash" || language === "sh") && isPlainShell(text)),
  );
  const signal = AbortSignal.timeout(edges.limitMs);
  const found = await Promise.all(
    [...Map.groupBy(asked, ({ language }) => language)].map(([language, some]) =>
      checkLanguage(language, some, { ...edges, signal }),
    ),
  );
  return {
    diagnostics: sortDiagnostics([
      ...findPointers(programs, scripts),
      ...found.flatMap(({ diagnostics }) => diagnostics),
    ]),
    unchecked: found.flatMap(({ unchecked }) => unchecked),
  };
}

async function checkLanguage(
  language: Language,
  programs: readonly Readable[],
  { path, interpreters, signal }: Pick<InspectEdges, "path" | "interpreters"> & { signal: AbortSignal },
): Promise<Inspected> {
  const unchecked = (why: Unchecked["why"], count: number): readonly Unchecked[] =>
    count === 0 ? [] : [{ interpreter: language, why, count }];
  const tool = findTool(interpreters[language] ?? language, path);
  if (tool === undefined) return { diagnostics: [], unchecked: unchecked("absent", programs.length) };
  // What many tasks execute is read once.
  const same = Map.groupBy(programs, ({ bytes, options }) => `${options.join(" ")}\0${bytes.toString("latin1")}`);
  const texts = [...same.values()].map(([first]): Text => first!);
  const verdicts = await checkers[language](tool, texts, signal);
  const diagnostics = [...same.values()].flatMap((group, i) => {
    const verdict = verdicts[i];
    return typeof verdict === "object" ? oncePerPlace(group).map((one) => tell(language, one, verdict)) : [];
  });
  return { diagnostics, unchecked: unchecked("failed", verdicts.filter((verdict) => !verdict).length) };
}

/** The text of an action stands in one place, however many tasks use it. */
function oncePerPlace(programs: readonly Readable[]): readonly Readable[] {
  const byPlace = Map.groupBy(programs, ({ program, script }) => {
    const { source, start } = program.locate();
    return script?.path ?? `${source.path}:${start}`;
  });
  return [...byPlace.values()].map(([first]) => first!);
}

function tell(interpreter: Language, { program, script, users, hint }: Readable, { line, says }: Trouble): Diagnostic {
  if (!script) return programSyntax(program.locate(line), { interpreter, says, hint, users: [] });
  const related = listUsers(users);
  return programSyntax(lineOf(script, line), { interpreter, says, hint, users: related });
}

/** A line beyond the end is the last one that is not empty. */
function lineOf(source: SourceText, line: number): Span {
  const last = locateOffset(source, source.text.trimEnd().length).line;
  const { text, start } = getLine(source, Math.min(line, last));
  const blank = text.length - text.trimStart().length;
  return { source, start: start + blank, end: start + Math.max(blank, text.trimEnd().length) };
}
