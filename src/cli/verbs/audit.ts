import { resolve as resolvePath } from "node:path";
import { taskIdPattern } from "../../model/ids.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import type { FoundBranch } from "../audit/find-branch.ts";
import { findBranch } from "../audit/find-branch.ts";
import { listAudited } from "../audit/list-audited.ts";
import { renderAudited } from "../audit/render-audited.ts";
import { renderVerification } from "../audit/render-verification.ts";
import { verifyBranch } from "../audit/verify-branch.ts";
import type { ExitCode } from "../exit-codes.ts";
import { exitCodes } from "../exit-codes.ts";
import { hasColor, tableWidth } from "../io.ts";
import type { Here } from "../open-here.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import type { Read } from "../read-options.ts";
import { readCount, readSince } from "../read-options.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "who is answerable for what ran, and whether the record of it was rewritten",
  example: `runner audit --task backup --since 30d
Its runs, with the commit that defined each, who wrote, committed and signed that, and who asked for it; then what became
of the revisions that changed it. It reads the reports branch of this clone alone.

runner audit --verify
Goes through that branch from its root: it only ever grew, each report is what its commit says, ran under a revision that
was in force, and each log fits its report. Exit code 1: it was tampered with; every finding names the commit.`,
  declare: (command) =>
    void command
      .option("--task <task>", "only runs of this task, and revisions that changed it")
      .option("--since <time>", "after this moment (2026-11-20T00:00Z), or within this time (24h)")
      .option("--limit <n>", "at most so many of each (default: 20)")
      .option("--branch <name>", "this reports branch (default: that of the settings)")
      .option("--verify", "prove that the branch is as it was written, instead of listing")
      .option("--signers <file>", "with --verify: a host has signed it, with a key of this file of allowed signers"),
  async run(call) {
    const limit = readCount(call, "limit", 20);
    const since = readSince(call);
    const task = readTask(call);
    if ("bad" in limit || "bad" in since || "bad" in task) return exitCodes.invalid;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const branch = await findBranch(opened.here, { now: call.io.now, branch: textOption(call, "branch") });
    if (!branch.ok) return printFault(call.io, branch.error);
    if (call.options["verify"] === true) return verify(call, opened.here, branch.value);
    const query = { task: task.value, since: since.value, limit: limit.value };
    return list(call, opened.here, branch.value, query);
  },
};

async function list(
  { io, json }: Call,
  { repository }: Here,
  branch: FoundBranch,
  query: Parameters<typeof listAudited>[2],
): Promise<ExitCode> {
  const listed = await listAudited(repository, branch, query);
  if (!listed.ok) return printFault(io, listed.error);
  const { runs, revisions } = listed.value;
  if (json) printJson(io, { branch: branch.name, tip: branch.tip, runs, revisions });
  else if (runs.length + revisions.length === 0)
    io.out(`nothing on ${branch.name} fits; try without --task and --since\n`);
  else io.out(renderAudited(listed.value, { width: tableWidth(io), color: hasColor(io) }));
  return exitCodes.fine;
}

async function verify(call: Call, here: Here, branch: FoundBranch): Promise<ExitCode> {
  const { io, json } = call;
  const named = textOption(call, "signers");
  const signers = named === undefined ? undefined : resolvePath(io.cwd, named);
  const verified = await verifyBranch(here, branch, { io, signers });
  if (!verified.ok) return printFault(io, verified.error);
  const { value } = verified;
  if (io.stop.signal.aborted)
    return printFault(io, {
      what: "stopped before the whole branch was read",
      hint: "Nothing is proven; call it again.",
    });
  if (json) printJson(io, { branch: branch.name, tip: branch.tip, ...value });
  else io.out(renderVerification(branch, value, { color: hasColor(io) }));
  return value.fine ? exitCodes.fine : exitCodes.taskFailed;
}

function readTask(call: Call): Read<string | undefined> {
  const value = textOption(call, "task");
  if (value === undefined || taskIdPattern.test(value)) return { value };
  call.io.err(`runner: --task: "${escapeTerminal(value)}" is no name of a task\n`);
  return { bad: true };
}
