import { defineHost } from "../definition/index.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { Program } from "../diagnostics/program.ts";
import type { ReadScripts } from "../inspect/index.ts";
import { inspect, lintShell } from "../inspect/index.ts";
import type { Sha } from "../model/ids.ts";
import type { Repository } from "../repository/index.ts";
// Not by way of its index: see read-definition.ts.
import { readAnything } from "../repository/revision/read-task-file.ts";
import { count } from "./count.ts";
import type { Io } from "./io.ts";
import type { WorkTree } from "./read-definition.ts";
import { readHost } from "./read-host.ts";

/** As long as somebody waits for an answer. Ten thousand texts that no two of are alike take ten seconds. */
const limitMs = 60_000;
const longestAdviceMs = 20_000;

/** What interpreters say of the programs of a work tree. */
export function inspectTree(io: Io, { root, definition }: WorkTree): Promise<readonly Diagnostic[]> {
  return inspectPrograms(io, definition.programs, readFromDisk(root));
}

/**
 * What interpreters say of programs. Of one that this machine does not have nothing is said: the host that runs the tasks
 * has it, and checks again.
 */
export async function inspectPrograms(
  io: Io,
  programs: readonly Program[],
  readScripts: ReadScripts,
): Promise<readonly Diagnostic[]> {
  const { diagnostics, unchecked } = await inspect(programs, {
    readScripts,
    path: io.env["PATH"] ?? "",
    interpreters: defineHost(readHost(io)).settings.interpreters,
    limitMs,
  });
  for (const { interpreter, why, count: programsLeft } of unchecked) {
    if (why === "absent") continue;
    io.err(`runner: ${interpreter} gave no answer about ${count(programsLeft, "program")}: not checked\n`);
  }
  return diagnostics;
}

/** What ShellCheck says of programs, where this machine has it. It is advice: nobody waits long for it. */
export function lintPrograms(
  io: Io,
  programs: readonly Program[],
  readScripts: ReadScripts,
): ReturnType<typeof lintShell> {
  return lintShell(programs, { readScripts, path: io.env["PATH"] ?? "", limitMs: longestAdviceMs });
}

/** Files of a work tree. */
export function readFromDisk(root: string): ReadScripts {
  return (paths) => {
    const contents = new Map<string, Uint8Array>();
    for (const path of paths) {
      const reading = readAnything(root, path);
      if (reading.kind === "read" && reading.file.bytes) contents.set(path, reading.file.bytes);
    }
    return Promise.resolve(contents);
  };
}

/** Files of a commit. What cannot be read is not checked. */
export function readFromCommit(repository: Repository, sha: Sha): ReadScripts {
  return async (paths) => {
    const contents = await repository.readFiles(sha, paths);
    return contents.ok ? contents.value : new Map<string, never>();
  };
}
