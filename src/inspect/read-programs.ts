import type { Program } from "../diagnostics/program.ts";
import type { SourceText } from "../diagnostics/span.ts";
import type { Language } from "./language-of.ts";
import { languageOf, readShebang } from "./language-of.ts";

/** The contents of files of the repository, by their paths, links followed; what cannot be read is not in it. */
export type ReadScripts = (paths: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;

/** A program whose language is known, and its text. */
export interface Readable {
  readonly language: Language;
  readonly bytes: Buffer;
  /** What has to be said to the interpreter so that it reads the text as it will when the task runs. */
  readonly options: readonly string[];
  readonly program: Program;
  /** undefined: the text stands in the task's file. */
  readonly script: SourceText | undefined;
  /** Who executes it. */
  readonly users: readonly Program[];
  readonly hint: string | undefined;
}

/** Longer ones are nothing that somebody has written. */
const mostBytes = 1024 * 1024;

/**
 * What a task runs, as its interpreter will get it. Left out: what is in no language that can be checked, and what is not
 * wanted.
 */
export async function readPrograms(
  programs: readonly Program[],
  readScripts: ReadScripts,
  isWanted: IsWanted = () => true,
): Promise<readonly Readable[]> {
  const scripts = Map.groupBy(programs, ({ command, shell, isExecutable }) =>
    command.kind === "script" ? JSON.stringify([command.path, isExecutable ? [] : shell]) : undefined,
  );
  const texts = scripts.get(undefined) ?? [];
  scripts.delete(undefined);
  const paths = new Set([...scripts.values()].map(([first]) => pathOf(first!)));
  const contents = paths.size === 0 ? new Map<string, Uint8Array>() : await readScripts([...paths]);
  return [
    ...texts.flatMap((program) => readText(program, isWanted)),
    ...[...scripts.values()].flatMap((users) => readScript(users, contents.get(pathOf(users[0]!)), isWanted)),
  ];
}

function pathOf({ command }: Program): string {
  return command.kind === "script" ? command.path : "";
}

type IsWanted = (language: Language, text: string) => boolean;

function readText(program: Program, isWanted: IsWanted): readonly Readable[] {
  const language = languageOf(program.shell);
  if (language === undefined || program.command.kind !== "text") return [];
  const { text } = program.command;
  if (!isWanted(language, text)) return [];
  const options = optionsFor(language, text, program.shell);
  return [
    { language, bytes: Buffer.from(text), options, program, script: undefined, users: [program], hint: undefined },
  ];
}

function readScript(
  users: readonly Program[],
  contents: Uint8Array | undefined,
  isWanted: IsWanted,
): readonly Readable[] {
  const program = users[0]!;
  const path = pathOf(program);
  // Node takes the types out of these.
  if (!contents || contents.length > mostBytes || /\.[cm]?tsx?$/.test(path)) return [];
  const bytes = Buffer.from(contents.buffer, contents.byteOffset, contents.byteLength);
  const text = bytes.toString("utf8");
  const shebang = readShebang(text);
  const words = program.isExecutable ? shebang : program.shell;
  const language = words && languageOf(words);
  if (language === undefined || !isWanted(language, text)) return [];
  const meant = shebang && languageOf(shebang);
  const hint =
    !program.isExecutable && meant !== undefined && meant !== language
      ? `Its first line asks for ${meant}, which counts only where the script may be executed: chmod +x, or shell = "${meant}".`
      : undefined;
  const script = { path, text };
  return [{ language, bytes, options: optionsFor(language, text, words!), program, script, users, hint }];
}

/** `shopt -s extglob` is not executed: a bash that only parses has to be told by its options. */
function optionsFor(language: Language, text: string, words: readonly string[]): readonly string[] {
  const isExtended = language === "bash" && (text.includes("extglob") || words.includes("extglob"));
  return isExtended ? ["-O", "extglob"] : [];
}
