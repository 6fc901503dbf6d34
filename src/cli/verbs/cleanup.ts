import type { Tidied } from "../../reconcile/tidy/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { printTrouble, talkToRunner } from "../ask.ts";
import { count } from "../count.ts";
import { exitCodes } from "../exit-codes.ts";
import { openHere } from "../open-here.ts";
import { printJson } from "../print-json.ts";
import type { Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "remove what is older than it is kept: reports, journal, copies",
  example: `runner cleanup --dry-run
What would go: by \`keep\` of each task. The daemon does it by itself once a day; history keeps the reports.`,
  declare: (command) => void command.option("--dry-run", "only say what would go"),
  async run(call) {
    const { io } = call;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const dryRun = call.options["dryRun"] === true;
    return talkToRunner(call, { here: opened.here, verb: "cleanup" }, async (runner) => {
      const said = await runner.ask({ ask: "tidy", dryRun });
      if (!said.ok) return printTrouble(call, said.error);
      if (said.value.answer !== "tidied") throw new Error(`cleanup was answered with ${said.value.answer}`);
      const { tidied } = said.value;
      if (call.json) printJson(io, { dryRun, ...tidied });
      else io.out(escapeTerminal(render(tidied, dryRun)));
      return exitCodes.fine;
    });
  },
};

function render(tidied: Tidied, dryRun: boolean): string {
  const { reports, runs, folders, revisions, rollbackPoints, logs } = tidied;
  const kinds: readonly (readonly [readonly string[], string])[] = [
    [reports, `${count(reports.length, "file")} of the reports branch (its history keeps them)`],
    [runs, `${count(runs.length, "run")} of the journal`],
    [folders, `what was left of ${count(folders.length, "run")}`],
    [logs, `what ${count(logs.length, "run")} had printed`],
    [revisions, count(revisions.length, "copy of a revision", "copies of revisions")],
    [rollbackPoints, count(rollbackPoints.length, "rollback point")],
  ];
  const said = kinds.filter(([all]) => all.length > 0);
  if (said.length === 0) return "nothing is older than it is kept\n";
  return said
    .map(([all, what]) => `${dryRun ? "would remove" : "removed"} ${what}\n${dryRun ? list(all) : ""}`)
    .join("");
}

const mostListed = 20;

function list(all: readonly string[]): string {
  const more = all.length > mostListed ? [`and ${all.length - mostListed} more`] : [];
  return [...all.slice(0, mostListed), ...more].map((one) => `  ${one}\n`).join("");
}
