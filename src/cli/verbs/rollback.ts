import { findKeptSecrets } from "../../execute/inspect-run.ts";
import { readKeptSecrets } from "../../execute/launch/secret-store.ts";
import type { RunId, TaskId } from "../../model/ids.ts";
import { makeNonce } from "../../reconcile/control/handle-ask.ts";
import { findJournal } from "../../reconcile/open-journal.ts";
import { makePointSums } from "../../reconcile/point-sums.ts";
import { makeRedactor } from "../../redact/index.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { foretellRestore, readManifest, showDifferences, showWorkTrees, verifyPoint } from "../../undo/index.ts";
import { printTrouble, talkToRunner } from "../ask.ts";
import { exitCodes } from "../exit-codes.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import { readReportedSum } from "../read-reported-sum.ts";
import { renderOpen, tellStandings } from "../tell-standings.ts";
import { untilStopped } from "../until-stopped.ts";
import type { Verb } from "../verb.ts";
import { textOption } from "../verb.ts";
import { whoAsks } from "../who-asks.ts";

export const verb: Verb = {
  summary: "put back what was there before a run",
  example: `runner rollback 20261120T020000Z-1a2b3c4d5e --reason "the site is down"
Checks every copy first. It is a run of its own, with a report, and can be undone in the same way. --dry-run only shows what would change, line by line where it is text.`,
  declare: (command) =>
    void command
      .argument("<run>", "the run's id; `runner rollbacks` lists them")
      .option("--reason <text>", "why; it is in the report")
      .option("--dry-run", "only show what would be put back"),
  async run(call) {
    const { io } = call;
    const run = call.args[0] as RunId;
    const invalid = (what: string, hint: string) => printTrouble(call, { what, hint, code: exitCodes.invalid });
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(run))
      return invalid("that is no run's id", "`runner rollbacks` lists them.");
    const isDry = call.options["dryRun"] === true;
    const reason = textOption(call, "reason");
    if (!isDry && !reason) return invalid("a rollback wants a reason", 'Say why: --reason "…". It is in the report.');
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const { here } = opened;
    const found = findJournal(here.stateDir);
    if (!found.ok) return printFault(io, found.error);
    const known = readManifest(here.stateDir, run);
    const recorded =
      (found.value && makePointSums(found.value).find(run)) ??
      (known.ok ? await readReportedSum(here, { id: run, task: known.value.task as TaskId }, io.now) : undefined);
    const verified = await verifyPoint(here.stateDir, run, recorded);
    const isActive =
      verified.ok &&
      (found.value?.openRuns().some((open) => open.task === verified.value.task && open.isActive) ?? false);
    found.value?.close();
    if (!verified.ok)
      return invalid(`${run} cannot be undone: ${verified.error}`, "`runner rollbacks` lists what can.");
    if (isDry) {
      const plan = await foretellRestore(verified.value);
      const { clear, make, write, link, remove, dress } = plan;
      const workTrees = await showWorkTrees(verified.value);
      // Of a run that is long over they are not known any more.
      const mask = makeRedactor(readKeptSecrets(findKeptSecrets(here.stateDir, run))).text;
      const texts = showDifferences({ stateDir: here.stateDir, run, plan });
      const differences = new Map([...texts].map(([path, text]) => [mask(path), mask(text)]));
      const back = [...make, ...[...write, ...link].map(({ path }) => path)].map(mask);
      const gone = [...clear, ...remove].map(mask);
      if (call.json)
        printJson(io, {
          putBack: back,
          removed: gone,
          folders: dress.map(mask),
          differences: Object.fromEntries(differences),
          workTrees: workTrees.map(({ path, was, is }) => ({ path, was, is })),
        });
      else if (back.length + gone.length === 0) io.out("all is as it was before that run\n");
      for (const path of call.json ? [] : back) {
        io.out(`would put back ${escapeTerminal(path)}\n`);
        io.out(escapeTerminal(differences.get(path) ?? "").replace(/^(?=.)/gm, "    "));
      }
      for (const path of call.json ? [] : gone) io.out(`would remove   ${escapeTerminal(path)}\n`);
      for (const { told } of call.json ? [] : workTrees) io.out(`${escapeTerminal(told)}\n`);
      return exitCodes.fine;
    }
    const task = verified.value.task as TaskId;
    if (isActive)
      return invalid(`${task} runs at this moment`, `Wait for its end, or \`runner cancel ${task}\` first.`);
    return talkToRunner(call, { here, verb: "rollback" }, async (runner) => {
      const by = whoAsks(here);
      const request = {
        task,
        nonce: makeNonce(),
        by,
        reason: reason ?? "",
        force: true,
        withNeeds: false,
        rollback: run,
      };
      const asked = await runner.ask({ ask: "run", requests: [request] });
      if (!asked.ok) return printTrouble(call, asked.error);
      const standings = asked.value.answer === "runs" ? asked.value.runs : [];
      for (const standing of standings) if (!standing.end && standing.waitsFor) io.err(renderOpen(standing));
      const runs = standings.map(({ id }) => id);
      const ended = await untilStopped(io, runner.ask({ ask: "wait", runs }));
      if (ended === "stopped") return exitCodes.taskFailed;
      if (!ended.ok) return printTrouble(call, ended.error);
      return tellStandings(call, ended.value.answer === "runs" ? ended.value.runs : [], new Map());
    });
  },
};
