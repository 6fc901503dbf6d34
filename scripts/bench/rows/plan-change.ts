import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { timeProcess } from "../measure/time-process.ts";
import { importTasks } from "../stage/import-tasks.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";

/** What a pull request that changes one file of very many costs: once the base has been read, whole process. */
export const planChange: Row = {
  name: "plan-change",
  async measure({ quick, folder, runner }) {
    const count = quick ? 1000 : 100_000;
    const files = scheduledTasks(count, "toml");
    const [path, text] = Object.entries(files)[count / 2]!;
    const { dir, env } = importTasks(folder, files, { [path]: text.replace('"2h"', '"3h"') });
    const args = [runner, "plan", "--repo", dir, "--base", "main", "--head", "topic", "--changes-only"];
    const rounds = await inTurn(quick ? 3 : 11, {
      bare: () => timeProcess(process.execPath, ["-e", "0"], env),
      plan: () => timeProcess(process.execPath, args, env),
    });
    return [
      {
        what: `plan of one changed file among ${count}, warm / node -e 0`,
        measured: medianOf(rounds, ({ plan, bare }) => plan / bare),
        unit: "×",
        ...(!quick && { limit: 6 }),
        note: `${medianOf(rounds, ({ plan }) => plan).toFixed(0)} ms / ${medianOf(rounds, ({ bare }) => bare).toFixed(1)} ms`,
      },
    ];
  },
};
