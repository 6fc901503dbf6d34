import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { timeProcess } from "../measure/time-process.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

/** What a pre-commit hook costs: the whole process, against a Node that does nothing. */
export const validateOne: Row = {
  name: "validate-one",
  async measure({ quick, folder, runner }) {
    const { dir, env } = makeTaskRepository(folder, scheduledTasks(1, "toml"));
    const rounds = await inTurn(quick ? 7 : 41, {
      bare: () => timeProcess(process.execPath, ["-e", "0"], env),
      ours: () => timeProcess(process.execPath, [runner, "validate", "--repo", dir], env),
    });
    return [
      {
        what: "validate one TOML file / node -e 0",
        measured: medianOf(rounds, ({ ours, bare }) => ours / bare),
        unit: "×",
        limit: 2,
        note: `${medianOf(rounds, ({ ours }) => ours).toFixed(1)} ms / ${medianOf(rounds, ({ bare }) => bare).toFixed(1)} ms`,
      },
    ];
  },
};
