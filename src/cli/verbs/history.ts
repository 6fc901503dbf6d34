import { closest } from "../../diagnostics/closest.ts";
import type { RunEnd } from "../../model/run.ts";
import { findJournal } from "../../reconcile/open-journal.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { renderTable } from "../../text/table.ts";
import { exitCodes } from "../exit-codes.ts";
import { hasColor, tableWidth } from "../io.ts";
import { openHere } from "../open-here.ts";
import { pastRunColumns, pastRunRow, toPastRun } from "../past-run.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { printUnknownTask } from "../print-unknown-task.ts";
import type { Read } from "../read-options.ts";
import { readCount, readSince } from "../read-options.ts";
import type { Call, Verb } from "../verb.ts";
import { textOption } from "../verb.ts";

export const verb: Verb = {
  summary: "what ran and what was skipped here, newest first",
  example: `runner history backup --since 7d --status failed
The failures of the last week. \`--json\` prints a list of runs, with all that is known of each.`,
  declare: (command) =>
    void command
      .argument("[task]", "this task (default: all)")
      .option("--limit <n>", "at most so many (default: 20)")
      .option("--since <time>", "ended after this moment (2026-11-20T00:00Z), or within this time (24h)")
      .option("--status <status>", "success, failed, cancelled, lost or skipped"),
  readsClock: true,
  async run(call) {
    const { io } = call;
    const limit = readCount(call, "limit", 20);
    const since = readSince(call);
    const status = readStatus(call);
    if ("bad" in limit || "bad" in since || "bad" in status) return exitCodes.invalid;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const found = findJournal(opened.here.stateDir);
    if (!found.ok) return printFault(io, found.error);
    const journal = found.value;
    const [task] = call.args;
    const runs = journal?.runs({ task, status: status.value, since: since.value, limit: limit.value }) ?? [];
    const known = runs.length > 0 ? undefined : journal?.snapshot().memories.map((memory) => memory.task);
    const isUnknown = task !== undefined && known !== undefined && !known.includes(task as never);
    const hasPast = isUnknown && journal!.runs({ task, limit: 1 }).length > 0;
    journal?.close();
    if (isUnknown && !hasPast) return printUnknownTask(io, task, known);
    if (call.json) printJson(io, runs.map(toPastRun));
    else if (runs.length === 0) io.out(renderNothing(call, journal !== undefined));
    else io.out(renderTable(pastRunColumns, runs.map(pastRunRow), { width: tableWidth(io), color: hasColor(io) }));
    return exitCodes.fine;
  },
};

function renderNothing({ args, options }: Call, hasJournal: boolean): string {
  if (!hasJournal) return "nothing has run here yet: `runner start` runs what is due, `runner run TASK` runs one now\n";
  const isNarrowed = options["since"] !== undefined || options["status"] !== undefined;
  if (isNarrowed) return "no run fits; try without --since and --status\n";
  if (args[0] === undefined) return "nothing has run here yet: `runner next` shows what is due when\n";
  return `${args[0]} has not run here yet: \`runner explain ${args[0]}\` says why\n`;
}

const statuses: readonly RunEnd["status"][] = ["success", "failed", "cancelled", "lost", "skipped"];

function readStatus(call: Call): Read<RunEnd["status"] | undefined> {
  const text = textOption(call, "status");
  const value = statuses.find((status) => status === text);
  if (text === undefined || value !== undefined) return { value };
  const meant = closest(text, statuses);
  call.io.err(
    `runner: --status: there is no "${escapeTerminal(text)}". ${meant === undefined ? `It is one of ${statuses.join(", ")}` : `Did you mean ${meant}?`}\n`,
  );
  return { bad: true };
}
