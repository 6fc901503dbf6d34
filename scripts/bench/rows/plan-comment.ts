import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { timeProcess } from "../measure/time-process.ts";
import { importTasks } from "../stage/import-tasks.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";

const count = 500;

/** The comment of a pull request that changes 500 tasks, schedule and all, whole process. */
export const planComment: Row = {
  name: "plan-comment",
  async measure({ quick, folder, runner }) {
    const files = scheduledTasks(count, "toml");
    const { dir, env } = importTasks(
      folder,
      files,
      scheduledTasks(count, "toml", () => "03:33"),
    );
    const args = [runner, "plan", "--repo", dir, "--base", "main", "--head", "topic", "--format", "markdown"];
    const rounds = await inTurn(quick ? 3 : 11, {
      bare: () => timeProcess(process.execPath, ["-e", "0"], env),
      plan: () => timeProcess(process.execPath, args, env),
    });
    return [
      {
        what: `plan --format markdown of ${count} changed tasks / node -e 0`,
        measured: medianOf(rounds, ({ plan, bare }) => plan / bare),
        unit: "×",
        limit: 20,
        note: `${medianOf(rounds, ({ plan }) => plan).toFixed(0)} ms / ${medianOf(rounds, ({ bare }) => bare).toFixed(1)} ms`,
      },
    ];
  },
};
