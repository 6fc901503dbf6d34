import { realpathSync } from "node:fs";
import type { Sha } from "../../model/ids.ts";
import { define } from "../../definition/index.ts";
import type { ReadScripts } from "../../inspect/index.ts";
import type { Repository } from "../../repository/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { findRoot } from "../find-root.ts";
import { readFromCommit, readFromDisk } from "../inspect-tree.ts";
import { printFault } from "../print-fault.ts";
import { printNoRepository } from "../print-no-repository.ts";
import type { WorkTree } from "../read-definition.ts";
import { readDefinition } from "../read-definition.ts";
import { readHost } from "../read-host.ts";
import type { Call } from "../verb.ts";
import { textOption } from "../verb.ts";

/** What is planned. */
export interface Head {
  readonly tree: WorkTree;
  /** undefined: the work tree as it is, committed or not. */
  readonly sha: Sha | undefined;
  /** undefined: the tasks are in no git repository, or not at its top, where a runner reads them. */
  readonly repository: Repository | undefined;
  /** Files of what is planned. */
  readonly readScripts: ReadScripts;
}

/** The work tree, or the revision that was asked for. What stands in the way is printed. */
export async function readHead(call: Call): Promise<{ head: Head } | { code: ExitCode }> {
  const { io } = call;
  const rev = textOption(call, "head") ?? "worktree";
  if (rev === "worktree") {
    const tree = readDefinition(call);
    if (!tree) return { code: printNoRepository(call) };
    const readScripts = readFromDisk(tree.root);
    return { head: { tree, sha: undefined, repository: await openTop(tree.root), readScripts } };
  }
  const { openRepository } = await import("../../repository/index.ts");
  const opened = await openRepository(call.dir);
  if (!opened.ok) return { code: printFault(io, opened.error) };
  const repository = opened.value;
  const sha = await repository.resolve(rev);
  if (sha === undefined) return { code: printNoRevision(call, "head", rev) };
  const read = await repository.readRevision(sha);
  if (!read.ok) return { code: printFault(io, read.error) };
  const { files } = read.value;
  const host = readHost(io);
  const root = findRoot(call.dir) ?? repository.dir;
  const tree = { root, files, host, definition: define({ files, now: io.now(), host }) };
  const readScripts = readFromCommit(repository, sha);
  return { head: { tree, sha, repository, readScripts } };
}

export function printNoRevision({ io }: Call, option: string, rev: string): ExitCode {
  io.err(`runner: --${option}: there is no revision "${escapeTerminal(rev)}" here. \`git fetch\` brings new ones.\n`);
  return exitCodes.invalid;
}

/** The repository at whose top these tasks are. */
async function openTop(root: string): Promise<Repository | undefined> {
  const { openRepository } = await import("../../repository/index.ts");
  const opened = await openRepository(root);
  return opened.ok && realpathSync(opened.value.dir) === realpathSync(root) ? opened.value : undefined;
}
