import type { ShownWorkTree } from "../../undo/index.ts";
import { countBytes, countFiles, listPoints, showWorkTrees, verifyPoint } from "../../undo/index.ts";
import { findJournal } from "../../reconcile/open-journal.ts";
import { makePointSums } from "../../reconcile/point-sums.ts";
import { escapeTerminal } from "../../text/escape-terminal.ts";
import { renderTable } from "../../text/table.ts";
import { exitCodes } from "../exit-codes.ts";
import { hasColor, tableWidth } from "../io.ts";
import { openHere } from "../open-here.ts";
import { printFault } from "../print-fault.ts";
import { printJson } from "../print-json.ts";
import type { Verb } from "../verb.ts";

export const verb: Verb = {
  summary: "what can be put back: the rollback points of this host",
  example: `runner rollbacks web-update
Each run of it before which its protected paths were copied, and whether the copies are still as they were.`,
  declare: (command) =>
    void command.argument(
      "[task or run]",
      "this task (default: all), or this run: with the git work trees among its paths",
    ),
  async run(call) {
    const { io } = call;
    const opened = await openHere(call);
    if ("code" in opened) return opened.code;
    const { stateDir } = opened.here;
    const [asked] = call.args;
    const points = listPoints(stateDir).filter(
      ({ run, manifest }) => !asked || manifest?.task === asked || run === asked,
    );
    const journal = findJournal(stateDir);
    if (!journal.ok) return printFault(io, journal.error);
    const sums = journal.value && makePointSums(journal.value);
    const recorded = new Map(points.map(({ run }) => [run, sums?.find(run)]));
    journal.value?.close();
    const told = await Promise.all(
      points.map(async ({ run, manifest }) => {
        const verified = await verifyPoint(stateDir, run, recorded.get(run));
        const { task = "", at = "", entries = [] } = manifest ?? {};
        const trees = run === asked && manifest ? await showWorkTrees(manifest) : [];
        const one = { run, task, at, files: countFiles(entries), bytes: countBytes(entries), intact: verified.ok };
        return { one, trees };
      }),
    );
    if (call.json) {
      const list = told.map(({ one, trees }) =>
        trees.length === 0 ? one : { ...one, workTrees: trees.map(withoutText) },
      );
      printJson(io, list);
      return exitCodes.fine;
    }
    if (told.length === 0) {
      io.out("there is nothing to put back: no run has had protected paths\n");
      return exitCodes.fine;
    }
    const columns = ["RUN", "TASK", "WHEN", "FILES", "BYTES", "STATE"].map((title) => ({ title, whole: true }));
    const rows = told.map(({ one }) => [
      one.run,
      one.task,
      one.at,
      String(one.files),
      String(one.bytes),
      one.intact ? "intact" : "damaged",
    ]);
    io.out(renderTable(columns, rows, { color: hasColor(io), width: tableWidth(io) }));
    for (const { told: text } of told.flatMap(({ trees }) => trees)) io.out(`${escapeTerminal(text)}\n`);
    return exitCodes.fine;
  },
};

function withoutText({ path, was, is }: ShownWorkTree) {
  return { path, was, is };
}
