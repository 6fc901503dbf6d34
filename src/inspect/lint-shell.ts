import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { locateOffset } from "../diagnostics/locate-offset.ts";
import type { Program } from "../diagnostics/program.ts";
import { findTool } from "./find-tool.ts";
import { inBatches } from "./in-batches.ts";
import type { InspectEdges } from "./inspect-edges.ts";
import { isPlainShell } from "./is-plain-shell.ts";
import type { Readable } from "./read-programs.ts";
import { readPrograms } from "./read-programs.ts";
import { runTool } from "./run-tool.ts";

/** What ShellCheck has to say of one line. */
export interface Remark {
  /** `SC2086: …`, without a full stop. */
  readonly message: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The line of the text that it is about. */
  readonly text: string;
}

interface Comment {
  readonly file: string;
  readonly line: number;
  readonly code: number;
  readonly message: string;
}

/**
 * No file of settings, and no other script, is read. Left out: matters of style; that a script is not followed; that
 * nothing says which shell it is for, which the task does.
 */
const args = ["--norc", "--format=json1", "--severity=info", "--exclude=SC1090,SC1091,SC2148", "--color=never"];
const batch = { items: 40, bytes: 500_000, sizeOf: ({ bytes }: Readable) => bytes.length };

/**
 * ShellCheck's remarks on what changed tasks execute, by the task's id as written. None where this machine does not have it,
 * or it does not answer in time: it is advice. Texts that say nothing but words are not shown to it.
 */
export async function lintShell(
  programs: readonly Program[],
  { path, readScripts, limitMs }: Omit<InspectEdges, "interpreters">,
): Promise<ReadonlyMap<string, readonly Remark[]>> {
  const tool = programs.length === 0 ? undefined : findTool("shellcheck", path);
  if (tool === undefined) return new Map();
  const readable = (await readPrograms(programs, readScripts)).filter(isWorthALook);
  if (readable.length === 0) return new Map();
  const signal = AbortSignal.timeout(limitMs);
  const folder = await mkdtemp(join(tmpdir(), "runner-lint-"));
  try {
    const found = await inBatches(readable, batch, (some) => lintSome(some, { tool, folder, signal }));
    const byTask = new Map<string, Remark[]>();
    for (const { task, remark } of found) byTask.set(task, [...(byTask.get(task) ?? []), remark]);
    return byTask;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isWorthALook({ language, bytes }: Readable): boolean {
  if (language !== "bash" && language !== "sh") return false;
  const text = bytes.toString("utf8");
  return !isPlainShell(text) || /[$*?~]/.test(text);
}

/** Each in a file of its own, below a first line that tells ShellCheck by which words the text is read. */
async function lintSome(
  readable: readonly Readable[],
  { tool, folder, signal }: { tool: string; folder: string; signal: AbortSignal },
): Promise<readonly { task: string; remark: Remark }[]> {
  const own = await mkdtemp(join(folder, "batch-"));
  const files = new Map(readable.map((each, i) => [join(own, String(i)), each]));
  for (const [file, { bytes, ...each }] of files) await writeFile(file, Buffer.concat([firstLine(each), bytes]));
  const answer = await runTool({ program: tool, args: [...args, "--", ...files.keys()], input: "", signal });
  return readComments(answer?.stdout ?? "").flatMap((comment) => {
    const of = files.get(comment.file);
    if (!of) return [];
    const line = comment.line - 1;
    const text = of.bytes.toString("utf8").split("\n")[line - 1] ?? "";
    const message = `SC${comment.code}: ${comment.message.replace(/\.$/, "")}`;
    return of.users.map((user) => ({ task: user.task, remark: { message, text, ...placeOf(of, line) } }));
  });
}

/** ShellCheck goes by it for the language, and for whether a failed command ends the text (-e). */
function firstLine({ language, program }: Pick<Readable, "language" | "program">): Buffer {
  const words = program.command.kind === "text" ? program.shell.filter((word) => /^-\w*e/.test(word)) : [];
  return Buffer.from(`#!/bin/${[language, ...words.map(() => "-e")].join(" ")}\n`);
}

function placeOf({ script, program }: Readable, line: number): Pick<Remark, "file" | "line"> {
  if (script) return { file: script.path, line: Math.max(1, line) };
  const { source, start } = program.locate(line);
  return { file: source.path, line: locateOffset(source, start).line };
}

function readComments(stdout: string): readonly Comment[] {
  try {
    return (JSON.parse(stdout) as { comments: readonly Comment[] }).comments;
  } catch {
    return [];
  }
}
