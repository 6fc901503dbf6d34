import type { Row } from "../bench.ts";
import { openRepository } from "../../../src/repository/index.ts";
import { fastImport } from "../../../src/repository/reports/fast-import.ts";
import { renderImport } from "../../../src/repository/reports/render-import.ts";
import { medianOf } from "../measure/median-of.ts";
import { makeReports } from "../stage/make-reports.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

const branch = "runner/reports";
const author = { name: "runner", email: "runner@localhost" };
/** What the publisher hands over at a time. */
const batch = 100;

/** A thousand reports, one commit each, onto a branch that holds a hundred thousand; `--quick`: ten thousand. */
export const commitReports: Row = {
  name: "commit-reports",
  async measure({ quick, folder }) {
    const held = quick ? 10_000 : 100_000;
    const { dir } = makeTaskRepository(folder, { "runner.toml": "" });
    const opened = await openRepository(dir);
    if (!opened.ok) throw new Error(opened.error.what);
    const repository = opened.value;

    // As some years would have left it: large packs, not one for each hundred.
    const ref = `refs/heads/${branch}`;
    for (let from = 0; from < held; from += 5000) {
      const tip = await repository.resolve(ref);
      const imported = await fastImport(
        repository,
        renderImport({ ref, tip, author, commits: makeReports(from, 5000) }),
      );
      if (!imported.ok) throw new Error(imported.error.what);
    }

    const reports = repository.reports({ branch, remote: undefined, author });
    const each: number[] = [];
    const before = performance.now();
    for (let from = held; from < held + 1000; from += batch) {
      const commits = makeReports(from, batch);
      const began = performance.now();
      const committed = await reports.commit(commits);
      if (!committed.ok) throw new Error(committed.error.what);
      each.push((performance.now() - began) / batch);
    }
    const all = (performance.now() - before) / 1000;
    return [
      {
        what: `1,000 reports onto a branch of ${held}, each`,
        measured: all,
        unit: "ms",
        ...(!quick && { limit: 2 }),
        note: `rendering included; median of ten batches of ${batch} without it ${medianOf(each, (ms) => ms).toFixed(2)} ms`,
      },
    ];
  },
};
