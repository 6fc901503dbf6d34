import { join } from "node:path";
import { openRepository } from "../../repository/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ExitCode } from "../exit-codes.ts";
import { packageRoot } from "../package-root.ts";
import { printDiskError } from "../print-disk-error.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import type { Call } from "../verb.ts";
import { preReceiveHook } from "./pre-receive-hook.ts";
import { readBranch } from "./read-branch.ts";
import { writeFiles } from "./write-files.ts";

/** Puts the pre-receive hook into a bare repository. One that is there already stays as it is, and that is told. */
export async function installHook(call: Call, dir: string): Promise<ExitCode> {
  const { io } = call;
  const opened = await openRepository(dir);
  if (!opened.ok) return printFault(io, opened.error);
  const { bare, gitDir } = opened.value;
  if (!bare) {
    return printFault(io, {
      what: `${dir} is no bare repository, and nobody pushes to it`,
      hint: "Call it on the server, where the pushes arrive: runner init --ci hook /srv/git/ops.git",
    });
  }
  const program = join(packageRoot(), "bin/runner.js");
  const branch = readBranch(gitDir);
  try {
    const files = writeFiles(gitDir, [preReceiveHook({ node: process.execPath, program, branch })]);
    if (call.json) printJson(io, { dir: gitDir, madeRepository: false, ...files });
    else if (files.written.length > 0)
      io.out(`${escapeTerminal(join(gitDir, "hooks/pre-receive"))}: pushes to ${branch} are validated from now on\n`);
    else io.out(`${escapeTerminal(join(gitDir, "hooks/pre-receive"))} was there, and stays as it is\n`);
  } catch (error) {
    return printDiskError(io, error);
  }
  return exitCodes.fine;
}
