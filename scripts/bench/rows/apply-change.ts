import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../bench.ts";
import { medianOf } from "../measure/median-of.ts";
import { importTasks } from "../stage/import-tasks.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";
import { startDaemon } from "../stage/start-daemon.ts";

const longestMs = 120_000;
const quietMs = 2000;

/** From the branch having moved, which the daemon watches, to the revision in force: one changed file of very many. */
export const applyChange: Row = {
  name: "apply-change",
  async measure({ quick, folder, runner }) {
    const count = quick ? 1000 : 100_000;
    // None of them is due while this goes on, in whatever zone.
    const minute = String((new Date().getMinutes() + 30) % 60).padStart(2, "0");
    const files = scheduledTasks(count, "toml", (index) => `${String(index % 24).padStart(2, "0")}:${minute}`);
    const [path, text] = Object.entries(files)[count / 2]!;
    const repository = importTasks(folder, files, { [path]: text.replace('"2h"', '"3h"') });
    const { dir, env } = repository;
    const git = (...args: string[]): string =>
      execFileSync("git", ["-C", dir, ...args], { env, encoding: "utf8" }).trim();
    const [main, topic] = [git("rev-parse", "main"), git("rev-parse", "topic")];
    const daemon = await startDaemon(runner, repository);
    await daemon.ask({ ask: "sync" });
    const applied = (): string => readFileSync(join(dir, ".git/refs/runner/applied"), "utf8").trim();
    const times: number[] = [];
    let parent = main;
    for (let round = 0; round < (quick ? 3 : 11); round += 1) {
      // Back and forth, each time by a commit that follows on the one before.
      const tree = git("rev-parse", `${round % 2 === 0 ? topic : main}^{tree}`);
      parent = git("commit-tree", "-p", parent, "-m", "Change", tree);
      git("update-ref", "refs/heads/main", parent);
      const before = performance.now();
      while (applied() !== parent) {
        if (performance.now() - before > longestMs) throw new Error("the revision does not come into force");
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      times.push(performance.now() - before);
      // What it does about the commit afterwards (a report of it, old copies) belongs to no later one.
      await new Promise((resolve) => setTimeout(resolve, quietMs));
    }
    await daemon.stop();
    return [
      {
        what: `one changed file among ${count}: branch moved → in force`,
        // The first one has the index to make.
        measured: medianOf(times.slice(1), (ms) => ms),
        unit: "ms",
        ...(!quick && { limit: 100 }),
        note: `slowest ${Math.max(...times.slice(1)).toFixed(0)} ms; a local branch: git fetches nothing`,
      },
    ];
  },
};
