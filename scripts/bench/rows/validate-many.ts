import { join } from "node:path";
import type { Row } from "../bench.ts";
import { inTurn } from "../measure/in-turn.ts";
import { medianOf } from "../measure/median-of.ts";
import { timeProcess } from "../measure/time-process.ts";
import { scheduledTasks } from "../stage/scheduled-tasks.ts";
import { makeTaskRepository } from "../stage/task-repository.ts";

/** 10,000 files, one task each, whole process. `--quick`: 1,000, held against nothing. */
export const validateMany: Row = {
  name: "validate-many",
  async measure({ quick, folder, runner }) {
    const count = quick ? 1000 : 10_000;
    const toml = makeTaskRepository(join(folder, "toml"), scheduledTasks(count, "toml"));
    const yaml = makeTaskRepository(join(folder, "yaml"), scheduledTasks(count, "yaml"));
    const validate = ({ dir, env }: typeof toml): number =>
      timeProcess(process.execPath, [runner, "validate", "--repo", dir], env);
    const rounds = await inTurn(quick ? 3 : 7, {
      bare: () => timeProcess(process.execPath, ["-e", "0"], toml.env),
      toml: () => validate(toml),
      yaml: () => validate(yaml),
    });
    return (["toml", "yaml"] as const).map((form) => ({
      what: `validate ${count} ${form.toUpperCase()} files / node -e 0`,
      measured: medianOf(rounds, (ms) => ms[form] / ms.bare),
      unit: "×",
      ...(!quick && { limit: form === "toml" ? 24 : 50 }),
      note: `${medianOf(rounds, (ms) => ms[form]).toFixed(0)} ms / ${medianOf(rounds, ({ bare }) => bare).toFixed(1)} ms`,
    }));
  },
};
