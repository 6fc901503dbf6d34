import { spawnSync } from "node:child_process";
import { onDisk } from "./disk-names.ts";
import type { Entry } from "./manifest.ts";
import { copiesIn, findPointFolder } from "./point-folder.ts";
import type { RunId } from "../model/ids.ts";
import type { RestorePlan } from "./plan-restore.ts";

/** Larger files are not compared line by line. */
const largest = 1 << 20;
const mostFiles = 50;
const mostLines = 200;

/** What putting back changes in texts: as git(1) shows differences, from what is there now to what was. By path. */
export function showDifferences(of: { stateDir: string; run: RunId; plan: RestorePlan }): ReadonlyMap<string, string> {
  const copies = copiesIn(findPointFolder(of.stateDir, of.run));
  const texts = of.plan.write.filter(
    ({ kind, size, path }) => kind === "file" && size <= largest && onDisk(path) === path,
  );
  return new Map(
    texts.slice(0, mostFiles).flatMap((entry) => {
      const told = diff(entry, `${copies}${entry.path}`);
      return told === "" ? [] : [[entry.path, told] as const];
    }),
  );
}

function diff({ path }: Entry, copy: string): string {
  const args = ["diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color", "--", path, copy];
  // Where there is a repository, its settings and attributes have a say: at the root there is none.
  const { stdout, status } = spawnSync("git", args, { cwd: "/", encoding: "utf8", maxBuffer: 8 * largest });
  // 1: they differ. Whatever else it says (a file that is gone, a link, too much): there is nothing to show.
  if (status !== 1) return "";
  const lines = stdout.split("\n");
  const from = lines.findIndex((line) => line.startsWith("@@"));
  if (from < 0) return "";
  const shown = lines.slice(from, from + mostLines);
  const left = lines.length - 1 - from - shown.length;
  return `${shown.join("\n").trimEnd()}\n${left > 0 ? `… ${left} more lines\n` : ""}`;
}
